import { type DerivedOptions, DerivedTable } from "./derived-table.ts";
import type { Table } from "./table.ts";

/** The entries of two tables; where both have a key, the source's shows. */
export class ConcatTable<V> extends DerivedTable<V, V> {
  readonly #other: Table<V>;

  constructor(options: DerivedOptions<V, V>, other: Table<V>) {
    super({ ...options, equals: Object.is });
    this.#other = other;
    other.addDependent(this);
    for (const key of other.keys()) this.invalidate(key);
  }

  protected refresh(key: string): void {
    this.put(key, this.source.peek(key) ?? this.#other.peek(key));
  }
}
