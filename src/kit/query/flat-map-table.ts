import { Claims } from "./claims.ts";
import type { Read } from "./collection.ts";
import { type DerivedOptions, DerivedTable } from "./derived-table.ts";
import { TrackedMap } from "./tracked-map.ts";

/** The function of `flatMap`. */
export type FlatCompute<S, V> = (value: S, key: string, read: Read) => Iterable<readonly [key: string, value: V]>;

/** Any number of entries for each entry of the source; of several sources of one key, the one with the smallest key is in force. */
export class FlatMapTable<S, V> extends DerivedTable<S, V> {
  readonly #compute: FlatCompute<S, V>;
  /** The keys that each source derives. */
  readonly #derived: TrackedMap<readonly string[]>;
  readonly #claims: Claims<V>;

  constructor(options: DerivedOptions<S, V>, compute: FlatCompute<S, V>) {
    super(options);
    this.#compute = compute;
    this.#derived = new TrackedMap(options.context.journal);
    this.#claims = new Claims(options.context, (key) => this.peek(key));
  }

  override sizes(): Readonly<Record<string, number>> {
    return { ...super.sizes(), deriving: this.#derived.size, claims: this.#claims.size };
  }

  protected refresh(source: string): void {
    const entries = this.#derive(source);
    for (const key of this.#derived.get(source) ?? []) {
      if (!entries.has(key)) this.#claims.withdraw(key, source);
    }
    for (const [key, value] of entries) this.#claims.claim(key, source, value);
    this.#derived.set(source, entries.size === 0 ? undefined : [...entries.keys()]);
  }

  protected override finish(): void {
    for (const [key, value] of this.#claims.takeWinners()) this.put(key, value);
  }

  /** The entries that a source derives now; of equal keys the first counts. */
  #derive(source: string): ReadonlyMap<string, V> {
    const value = this.source.peek(source);
    const entries = new Map<string, V>();
    if (value === undefined) {
      this.forget(source);
      return entries;
    }
    this.compute(source, (read) => {
      for (const [key, derived] of this.#compute(value, source, read)) {
        if (derived !== undefined && !entries.has(key)) entries.set(key, derived);
      }
    });
    return entries;
  }
}
