/** How much is kept. */
export interface LastOfEachBounds {
  /** Values of one owner. */
  readonly ofOwner: number;
  /** Values of all owners together; read each time that one is added, so it may follow the size of something else. */
  readonly together: () => number;
}

/**
 * The last values of each owner, by their keys. Where they become too many, the owner that got its last one the longest ago loses its oldest. An addition costs the
 * same however many there are, and an owner without values is forgotten.
 */
export class LastOfEach<Value> {
  readonly #bounds: LastOfEachBounds;
  /** Owners in the order of their last addition; of each the oldest value first. */
  readonly #owners = new Map<string, Map<string, Value>>();
  #size = 0;

  constructor(bounds: LastOfEachBounds) {
    this.#bounds = bounds;
  }

  /** Number of values. */
  get size(): number {
    return this.#size;
  }

  get(owner: string, key: string): Value | undefined {
    return this.#owners.get(owner)?.get(key);
  }

  /** The value of an owner that was added last. */
  newest(owner: string): Value | undefined {
    return [...(this.#owners.get(owner)?.values() ?? [])].at(-1);
  }

  /** Adds a value, as the newest of its owner. */
  add(owner: string, key: string, value: Value): void {
    this.delete(owner, key);
    const own = this.#owners.get(owner) ?? new Map<string, Value>();
    this.#owners.delete(owner);
    this.#owners.set(owner, own.set(key, value));
    this.#size += 1;
    if (own.size > this.#bounds.ofOwner) this.#dropOldest(owner, own);
    const most = this.#bounds.together();
    while (this.#size > most) this.#dropOldest(...this.#longestAgo());
  }

  delete(owner: string, key: string): void {
    const own = this.#owners.get(owner);
    if (own?.delete(key) !== true) return;
    this.#size -= 1;
    if (own.size === 0) this.#owners.delete(owner);
  }

  #longestAgo(): readonly [owner: string, own: Map<string, Value>] {
    for (const entry of this.#owners) return entry;
    throw new Error(`${this.#size} values have no owner`);
  }

  #dropOldest(owner: string, own: ReadonlyMap<string, Value>): void {
    for (const key of own.keys()) {
      this.delete(owner, key);
      return;
    }
  }
}
