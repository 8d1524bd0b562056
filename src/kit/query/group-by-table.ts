import type { Group } from "./collection.ts";
import { type DerivedOptions, DerivedTable } from "./derived-table.ts";
import { OrderedMap } from "./ordered-map.ts";
import { TrackedMap } from "./tracked-map.ts";

/** One entry for each group, the ordered map of its members. A group changes when a member does. */
export class GroupByTable<V> extends DerivedTable<V, Group<V>> {
  readonly #groupOf: (value: V, key: string) => string | undefined;
  /** The group of each member. */
  readonly #membership: TrackedMap<string>;
  /** The groups as the present settle makes them. */
  #changed = new Map<string, OrderedMap<V>>();

  constructor(options: DerivedOptions<V, Group<V>>, groupOf: (value: V, key: string) => string | undefined) {
    super({ ...options, equals: Object.is });
    this.#groupOf = groupOf;
    this.#membership = new TrackedMap(options.context.journal);
  }

  override sizes(): Readonly<Record<string, number>> {
    return { ...super.sizes(), members: this.#membership.size, changed: this.#changed.size };
  }

  protected refresh(key: string): void {
    const value = this.source.peek(key);
    const before = this.#membership.get(key);
    const after = value === undefined ? undefined : this.compute(key, () => this.#groupOf(value, key));
    const { owner } = this.context;
    if (before !== undefined && before !== after) this.#changed.set(before, this.#present(before).without(key, owner));
    if (after !== undefined && value !== undefined) this.#changed.set(after, this.#present(after).with(key, value, owner));
    if (before !== after) this.#membership.set(key, after);
  }

  protected override finish(): void {
    const changed = this.#changed;
    this.#changed = new Map();
    for (const [group, members] of changed) this.put(group, members.size === 0 ? undefined : members);
  }

  #present(group: string): OrderedMap<V> {
    return this.#changed.get(group) ?? (this.peek(group) as OrderedMap<V> | undefined) ?? OrderedMap.empty<V>();
  }
}
