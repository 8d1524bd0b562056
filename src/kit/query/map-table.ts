import type { Read } from "./collection.ts";
import { type DerivedOptions, DerivedTable } from "./derived-table.ts";

/** One entry for each entry of the source. */
export class MapTable<S, V> extends DerivedTable<S, V> {
  readonly #compute: (value: S, key: string, read: Read) => V | undefined;

  constructor(options: DerivedOptions<S, V>, compute: (value: S, key: string, read: Read) => V | undefined) {
    super(options);
    this.#compute = compute;
  }

  protected refresh(key: string): void {
    const value = this.source.peek(key);
    if (value === undefined) {
      this.forget(key);
      this.put(key, undefined);
    } else {
      this.put(
        key,
        this.compute(key, (read) => this.#compute(value, key, read)),
      );
    }
  }
}
