/**
 * A map that forgets what was not asked for lately: when the young half is full it becomes the old one, and the old one is dropped. At most twice
 * `half` entries.
 */
export class Recent<V> {
  readonly #half: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  constructor(half: number) {
    this.#half = half;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** Forgets all that meet a condition. */
  deleteWhere(isMeant: (value: V) => boolean): void {
    for (const half of [this.#young, this.#old]) for (const [key, value] of half) if (isMeant(value)) half.delete(key);
  }
}
