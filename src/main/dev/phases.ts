/** Says what a start does and how long each part of it takes. */
export class Phases {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  #onceMs = 0;

  constructor(options: { readonly write: (text: string) => void; readonly now: () => number; readonly signal: AbortSignal }) {
    this.#write = options.write;
    this.#now = options.now;
    this.#signal = options.signal;
  }

  /** Time that went into work which later starts do not have to do again. */
  get onceMs(): number {
    return this.#onceMs;
  }

  /** Runs one part. `what` is shown before, as in "starts two Envoys", the time after it; `once` is asked then. Throws when the signal has aborted. */
  async run<T>(what: string, work: () => Promise<T>, options: { readonly once?: () => boolean } = {}): Promise<T> {
    this.#signal.throwIfAborted();
    const started = this.#now();
    this.#write(`sluice: ${what} … `);
    try {
      const result = await work();
      const ms = this.#now() - started;
      this.#write(`${(ms / 1000).toFixed(1)} s\n`);
      if (options.once?.() === true) this.#onceMs += ms;
      return result;
    } catch (error) {
      this.#write("failed\n");
      throw error;
    }
  }
}
