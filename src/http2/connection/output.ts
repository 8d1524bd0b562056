/** Buffers that connections write into for a turn; most turns of most connections need one, for a moment. */
export class OutputPool {
  readonly #free: Buffer[] = [];

  /** A buffer of {@link outputBytes}. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(outputBytes);
  }

  /** Gives a buffer back that nobody reads any more. */
  give(buffer: Buffer): void {
    if (this.#free.length < maxFree) this.#free.push(buffer);
  }
}

/** What one write carries at most, longer frames excepted. */
export const outputBytes = 32_768;
const maxFree = 64;
const nothing = Buffer.alloc(0);

/** Gathers what a connection sends in one turn of the event loop, so that it is one write. */
export class Output {
  readonly #write: (bytes: Buffer) => boolean;
  readonly #pool: OutputPool;
  /** Where the caller of `reserve` writes. */
  buffer: Buffer = nothing;
  #length = 0;

  /** `write` answers whether the bytes are out of our hands, as a wire does. */
  constructor(write: (bytes: Buffer) => boolean, pool: OutputPool) {
    this.#write = write;
    this.#pool = pool;
  }

  /** Bytes gathered and not sent. */
  get length(): number {
    return this.#length;
  }

  /** Makes room for `bytes`, which the caller has to write into `buffer` from the answered offset on, before anything else is called. */
  reserve(bytes: number): number {
    const at = this.#length;
    if (at + bytes <= this.buffer.length) {
      this.#length = at + bytes;
      return at;
    }
    this.flush();
    this.buffer = bytes <= outputBytes ? this.#pool.take() : Buffer.allocUnsafeSlow(bytes);
    this.#length = bytes;
    return 0;
  }

  append(bytes: Buffer): void {
    const at = this.reserve(bytes.length);
    bytes.copy(this.buffer, at);
  }

  /** Sends what was gathered. */
  flush(): void {
    const { buffer } = this;
    if (this.#length === 0) return;
    const isFree = this.#write(buffer.subarray(0, this.#length));
    this.#length = 0;
    this.buffer = nothing;
    if (isFree && buffer.length === outputBytes) this.#pool.give(buffer);
  }
}
