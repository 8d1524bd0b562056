import type { Journal } from "./journal.ts";

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
