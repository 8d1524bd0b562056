import { type DerivedOptions, DerivedTable } from "./derived-table.ts";

/** The entries of the source that pass a test. */
export class FilterTable<V> extends DerivedTable<V, V> {
  readonly #keep: (value: V, key: string) => boolean;

  constructor(options: DerivedOptions<V, V>, keep: (value: V, key: string) => boolean) {
    super({ ...options, equals: Object.is });
    this.#keep = keep;
  }

  protected refresh(key: string): void {
    const value = this.source.peek(key);
    const kept = value !== undefined && this.compute(key, () => this.#keep(value, key));
    this.put(key, kept ? value : undefined);
  }
}
