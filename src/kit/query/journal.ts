/**
 * Remembers how to take back what was changed while it records: the base of `attempt`. Steps are undone in reverse order, so that
 * every container ends with the very references it had, and nothing needs to be computed again.
 */
export class Journal {
  readonly #undo: (() => void)[] = [];
  #depth = 0;

  /** True inside an attempt. Whoever changes state asks this first and records how to undo it. */
  get recording(): boolean {
    return this.#depth > 0;
  }

  /** Adds one step; only while recording. */
  record(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Starts an attempt; the answer is what `rollback` wants. Attempts may lie inside each other. */
  begin(): number {
    this.#depth += 1;
    return this.#undo.length;
  }

  /** Undoes everything since the `begin` that answered `mark`, and ends that attempt. */
  rollback(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.();
    this.#depth -= 1;
  }
}

/** A map whose changes a journal can take back. Setting undefined removes the key. */
export class TrackedMap<V> {
  readonly #journal: Journal;
  readonly #map = new Map<string, V>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: string): V | undefined {
    return this.#map.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#map.keys();
  }

  set(key: string, value: V | undefined): void {
    if (this.#journal.recording) {
      const before = this.#map.get(key);
      this.#journal.record(() => this.#write(key, before));
    }
    this.#write(key, value);
  }

  #write(key: string, value: V | undefined): void {
    if (value === undefined) this.#map.delete(key);
    else this.#map.set(key, value);
  }
}
