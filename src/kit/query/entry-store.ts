import { OrderedMap } from "./ordered-map.ts";

/** The entries of one table: found by hash, and in key order for those that iterate. */
export class EntryStore<V> {
  readonly #values = new Map<string, V>();
  /** Made by the first iteration and kept up to date from then on, so that nobody pays for an order that nobody wants. */
  #ordered: OrderedMap<V> | undefined;
  #owner = {};

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  /** The keys in no particular order. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** The entries in key order, as they are now: what changes later copies the nodes that the iteration may still visit. */
  entries(): IterableIterator<readonly [key: string, value: V]> {
    this.#ordered ??= this.#sorted();
    this.#owner = {};
    return this.#ordered.entries();
  }

  /** Sets the value; undefined removes the key. */
  set(key: string, value: V | undefined): void {
    if (value === undefined) {
      this.#values.delete(key);
      this.#ordered = this.#ordered?.without(key, this.#owner);
    } else {
      this.#values.set(key, value);
      this.#ordered = this.#ordered?.with(key, value, this.#owner);
    }
  }

  #sorted(): OrderedMap<V> {
    const keys = [...this.#values.keys()].sort();
    return OrderedMap.fromSorted(
      keys,
      keys.map((key) => this.#values.get(key) as V),
    );
  }
}
