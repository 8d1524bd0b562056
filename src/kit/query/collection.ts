/**
 * A keyed collection whose entries are values of a pure function, kept up to date by deltas. Sources are filled by `Input.set`;
 * everything else is derived. Keys are texts; iteration is in key order (code units).
 *
 * An entry is recomputed only when an entry that it *read* changed, and what comes out equal (`equals`, by default deep JSON-like
 * equality with a reference short cut) goes no further. Dirt is pushed along reverse edges; nothing is verified from the roots.
 *
 * The functions given here must be pure: the same value, key and reads, the same result; they must not change what they are given
 * or what they gave. They may read collections created earlier only, by `read.get` only (all else throws), and must neither set
 * inputs nor create collections. What they throw is reported by `settle` (see there). Names are unique in an engine.
 *
 * Values are never undefined. They are kept and handed on by reference: a value that comes out equal is dropped for the one that is
 * there, so a reference that has not changed is a value that has not changed.
 */
export interface Collection<V> {
  readonly name: string;
  /** One derived entry for each entry. `compute` may read other collections through `read`; returning undefined leaves the entry out. */
  map<U>(name: string, compute: (value: V, key: string, read: Read) => U | undefined, options?: DeriveOptions<U>): Collection<U>;
  /** Any number of derived entries for each entry. When two sources derive the same key, the source with the smaller key wins (and the other comes into force when it goes). Of equal keys from one source the first counts, and undefined is left out. */
  flatMap<U>(
    name: string,
    compute: (value: V, key: string, read: Read) => Iterable<readonly [key: string, value: U]>,
    options?: DeriveOptions<U>,
  ): Collection<U>;
  filter(name: string, keep: (value: V, key: string) => boolean): Collection<V>;
  /**
   * One entry for each group; its value is the group's members in key order, structurally shared: changing one member costs
   * O(log n), not O(n). `undefined` leaves the entry out. A group is a new reference whenever a member changed, and equal by
   * reference only.
   */
  groupBy(name: string, groupOf: (value: V, key: string) => string | undefined): Collection<Group<V>>;
  /** As `groupBy`, for entries that stand in any number of groups. */
  groupByEach(name: string, groupsOf: (value: V, key: string) => Iterable<string>): Collection<Group<V>>;
  /** The entries of both; a key that both have shows this collection's value (and the other's when this one goes). */
  concat(name: string, other: Collection<V>): Collection<V>;
  /** The present value, outside of any computation. Derived values are those of the last `settle`. */
  get(key: string): V | undefined;
  has(key: string): boolean;
  /** All entries in key order, as they are at this moment: later changes do not disturb the iteration. The first call sorts, no other does. */
  entries(): IterableIterator<readonly [key: string, value: V]>;
  readonly size: number;
  /**
   * Tells the net changes of each `flush` since the observer came, in key order, never an empty list; returns a function that ends
   * the subscription. An observer may set inputs and settle (the next flush tells it) but not flush.
   */
  observe(observer: (changes: readonly CollectionChange<V>[]) => void): () => void;
}

/**
 * A collection that is filled from outside. Its own entries show at once; what is derived from them follows by `settle`. A value
 * equal to the one of the last settle is no change, and that one stays.
 */
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

/** Reads inside a computation; each read is remembered and its change recomputes the entry. Good while the computation runs. */
export interface Read {
  /** The entry of a collection created earlier; undefined when there is none, and its coming is a change as any other. */
  get<V>(collection: Collection<V>, key: string): V | undefined;
}

/** One net change, as observers are told it: `before` undefined is a new entry, `after` undefined one that is gone. */
export interface CollectionChange<V> {
  readonly key: string;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** How one collection differs from the others. */
export interface DeriveOptions<U> {
  /**
   * Early cut-off: an entry that comes out equal is not a change, and the value that is there stays – so whatever this does not
   * compare may be out of date in it: keep such things in a collection of their own. By default `equalValues`; if it throws, the
   * values count as different.
   */
  readonly equals?: (left: U, right: U) => boolean;
}

/** Counters for the tests of P7: work is counted, not timed. */
export interface QueryStats {
  /** Calls of the functions given to map, flatMap, filter and groupBy, by collection name. */
  readonly computed: ReadonlyMap<string, number>;
}

/** Owns a set of collections and moves changes through them. Single-threaded and synchronous. */
export interface QueryEngine {
  input<V>(name: string, options?: DeriveOptions<V>): Input<V>;
  /**
   * Brings every derived collection up to date with the inputs; computes each entry at most once, after all that it reads.
   *
   * When functions throw, all else is settled first; then a `QueryError` with the code `ERR_QUERY_COMPUTE` names each collection and
   * key. Such an entry keeps the value it had (or stays absent), and every later settle tries it again.
   */
  settle(): void;
  /**
   * Settles, then tells observers what changed since the last flush (net: set and set back is nothing). Observers are told also when
   * entries could not be computed; what these and the observers throw is thrown at the end, in one `QueryError`.
   */
  flush(): void;
  /**
   * Runs `change` (which sets inputs), settles, calls `look`, and then undoes all of it, also when something throws: the answer of
   * "what would be if". Observers see nothing of it. Undoing computes nothing and brings back the very references that were there.
   *
   * What was set before is settled first. Throws what `change` and `look` throw, and a `QueryError` when entries that the change
   * touches cannot be computed (then `look` is not called); what failed already does not hinder it. Attempts may lie inside each
   * other; flushing, observing and creating collections are refused inside.
   */
  attempt<T>(change: () => void, look: () => T): T;
  stats(): QueryStats;
  resetStats(): void;
}
