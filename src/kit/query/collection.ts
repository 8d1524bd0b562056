/**
 * A keyed collection whose entries are values of a pure function, kept up to date by deltas. Sources are filled by `Input.set`;
 * everything else is derived. Keys are texts; iteration is in key order (code units).
 *
 * An entry is recomputed only when an entry that it *read* changed, and what comes out equal (`equals`, by default deep JSON-like
 * equality with a reference short cut) goes no further. Dirt is pushed along reverse edges; nothing is verified from the roots.
 */
export interface Collection<V> {
  readonly name: string;
  /** One derived entry for each entry. `compute` may read other collections through `read`; returning undefined leaves the entry out. */
  map<U>(name: string, compute: (value: V, key: string, read: Read) => U | undefined, options?: DeriveOptions<U>): Collection<U>;
  /** Any number of derived entries for each entry. When two sources derive the same key, the source with the smaller key wins (and the other comes into force when it goes). */
  flatMap<U>(
    name: string,
    compute: (value: V, key: string, read: Read) => Iterable<readonly [key: string, value: U]>,
    options?: DeriveOptions<U>,
  ): Collection<U>;
  filter(name: string, keep: (value: V, key: string) => boolean): Collection<V>;
  /** One entry for each group; its value is the group's members in key order, structurally shared: changing one member costs O(log n), not O(n). */
  groupBy(name: string, groupOf: (value: V, key: string) => string | undefined): Collection<Group<V>>;
  /** The entries of both; a key that both have shows this collection's value (and the other's when this one goes). */
  concat(name: string, other: Collection<V>): Collection<V>;
  /** The present value, outside of any computation (after `settle`). */
  get(key: string): V | undefined;
  has(key: string): boolean;
  entries(): IterableIterator<readonly [key: string, value: V]>;
  readonly size: number;
  /** Tells the net changes of each `flush`, in key order; returns a function that ends the subscription. */
  observe(observer: (changes: readonly CollectionChange<V>[]) => void): () => void;
}

/** A collection that is filled from outside. */
export interface Input<V> extends Collection<V> {
  set(key: string, value: V): void;
  delete(key: string): void;
}

/** An ordered, immutable, structurally shared map: a group's members. */
export interface Group<V> {
  readonly size: number;
  get(key: string): V | undefined;
  entries(): IterableIterator<readonly [key: string, value: V]>;
  values(): IterableIterator<V>;
}

/** Reads inside a computation; each read is remembered and its change recomputes the entry. */
export interface Read {
  get<V>(collection: Collection<V>, key: string): V | undefined;
}

export interface CollectionChange<V> {
  readonly key: string;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

export interface DeriveOptions<U> {
  /** Early cut-off: an entry that comes out equal is not a change. */
  readonly equals?: (left: U, right: U) => boolean;
}

/** Counters for the tests of P7: work is counted, not timed. */
export interface QueryStats {
  /** Calls of compute functions, by collection name. */
  readonly computed: ReadonlyMap<string, number>;
}

/** Owns a set of collections and moves changes through them. Single-threaded and synchronous. */
export interface QueryEngine {
  input<V>(name: string, options?: DeriveOptions<V>): Input<V>;
  /** Brings every derived collection up to date with the inputs. */
  settle(): void;
  /** Settles, then tells observers what changed since the last flush (net: set and set back is nothing). */
  flush(): void;
  /**
   * Runs `change` (which sets inputs), settles, calls `look`, and then undoes the input changes: the answer of "what would be if".
   * Observers see nothing of it.
   */
  attempt<T>(change: () => void, look: () => T): T;
  stats(): QueryStats;
  resetStats(): void;
}
