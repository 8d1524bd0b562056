import type { Collection, CollectionChange, DeriveOptions, Group, Input, Read } from "./collection.ts";
import { ConcatTable } from "./concat-table.ts";
import { FilterTable } from "./filter-table.ts";
import { type FlatCompute, FlatMapTable } from "./flat-map-table.ts";
import { GroupByTable, type GroupsOf } from "./group-by-table.ts";
import type { InputTable } from "./input-table.ts";
import { MapTable } from "./map-table.ts";
import { QueryError } from "./query-error.ts";
import { registerSource } from "./read-source.ts";
import type { Table } from "./table.ts";

/** The public side of a table: says what may be done when. */
class CollectionHandle<V> implements Collection<V> {
  readonly name: string;
  readonly #table: Table<V>;

  constructor(table: Table<V>) {
    this.name = table.name;
    this.#table = table;
    registerSource(this, table);
  }

  get size(): number {
    return this.#readable().size;
  }

  map<U>(name: string, compute: (value: V, key: string, read: Read) => U | undefined, options: DeriveOptions<U> = {}): Collection<U> {
    return new CollectionHandle(new MapTable({ ...options, ...this.#origin(name) }, compute));
  }

  flatMap<U>(name: string, compute: FlatCompute<V, U>, options: DeriveOptions<U> = {}): Collection<U> {
    return new CollectionHandle(new FlatMapTable({ ...options, ...this.#origin(name) }, compute));
  }

  filter(name: string, keep: (value: V, key: string) => boolean): Collection<V> {
    return new CollectionHandle(new FilterTable(this.#origin(name), keep));
  }

  groupBy(name: string, groupOf: (value: V, key: string) => string | undefined): Collection<Group<V>> {
    return this.groupByEach(name, (value, key) => {
      const group = groupOf(value, key);
      return group === undefined ? [] : [group];
    });
  }

  groupByEach(name: string, groupsOf: GroupsOf<V>): Collection<Group<V>> {
    return new CollectionHandle(new GroupByTable(this.#origin(name), groupsOf));
  }

  concat(name: string, other: Collection<V>): Collection<V> {
    if (!(other instanceof CollectionHandle) || other.#table.context !== this.#table.context) {
      throw new QueryError("ERR_QUERY_MISUSE", `Collection "${name}" joins collection "${other.name}", which is not of its engine`);
    }
    return new CollectionHandle(new ConcatTable(this.#origin(name), other.#table as Table<V>));
  }

  get(key: string): V | undefined {
    return this.#readable().peek(key);
  }

  has(key: string): boolean {
    return this.#readable().peek(key) !== undefined;
  }

  entries(): IterableIterator<readonly [key: string, value: V]> {
    return this.#readable().entries();
  }

  observe(observer: (changes: readonly CollectionChange<V>[]) => void): () => void {
    const { context } = this.#table;
    context.refuseWhileSettling("observe", this.name);
    if (context.journal.recording) throw new QueryError("ERR_QUERY_MISUSE", `Collection "${this.name}" cannot be observed inside of an attempt`);
    return this.#table.observe(observer);
  }

  #origin(name: string) {
    return { name, context: this.#table.context, source: this.#table };
  }

  #readable(): Table<V> {
    this.#table.context.refuseWhileSettling("read", this.name);
    return this.#table;
  }
}

/** The public side of an input. */
export class InputHandle<V> extends CollectionHandle<V> implements Input<V> {
  readonly #input: InputTable<V>;

  constructor(table: InputTable<V>) {
    super(table);
    this.#input = table;
  }

  set(key: string, value: V): void {
    this.#input.context.refuseWhileSettling("set", this.name);
    this.#input.set(key, value);
  }

  delete(key: string): void {
    this.#input.context.refuseWhileSettling("set", this.name);
    this.#input.delete(key);
  }
}
