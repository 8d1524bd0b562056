import type { Group } from "./collection.ts";
import { type DerivedOptions, DerivedTable } from "./derived-table.ts";
import { OrderedMap } from "./ordered-map.ts";
import { TrackedMap } from "./tracked-map.ts";

/** Answers the groups of an entry. */
export type GroupsOf<V> = (value: V, key: string) => Iterable<string>;

/** Most entries stand in one group: no list for those. */
type Membership = string | readonly string[];

/** One entry for each group, the ordered map of its members. A group changes when a member does. */
export class GroupByTable<V> extends DerivedTable<V, Group<V>> {
  readonly #groupsOf: GroupsOf<V>;
  /** The groups of each member. */
  readonly #membership: TrackedMap<Membership>;
  /** The groups as the present settle makes them. */
  #changed = new Map<string, OrderedMap<V>>();

  constructor(options: DerivedOptions<V, Group<V>>, groupsOf: GroupsOf<V>) {
    super({ ...options, equals: Object.is });
    this.#groupsOf = groupsOf;
    this.#membership = new TrackedMap(options.context.journal);
  }

  override sizes(): Readonly<Record<string, number>> {
    return { ...super.sizes(), members: this.#membership.size, changed: this.#changed.size };
  }

  protected refresh(key: string): void {
    const value = this.source.peek(key);
    const before = this.#membership.get(key);
    const after = value === undefined ? undefined : this.compute(key, () => membershipOf(this.#groupsOf(value, key)));
    const { owner } = this.context;
    for (const group of listOf(before)) {
      if (!contains(after, group)) this.#changed.set(group, this.#present(group).without(key, owner));
    }
    if (value !== undefined) for (const group of listOf(after)) this.#changed.set(group, this.#present(group).with(key, value, owner));
    if (!sameMembership(before, after)) this.#membership.set(key, after);
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

/** Each group once; undefined for none. */
function membershipOf(groups: Iterable<string>): Membership | undefined {
  const list = [...new Set(groups)];
  return list.length > 1 ? list : list[0];
}

function listOf(membership: Membership | undefined): readonly string[] {
  if (membership === undefined) return [];
  return typeof membership === "string" ? [membership] : membership;
}

function contains(membership: Membership | undefined, group: string): boolean {
  return membership === group || (typeof membership === "object" && membership.includes(group));
}

function sameMembership(left: Membership | undefined, right: Membership | undefined): boolean {
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  return left.length === right.length && left.every((group, index) => group === right[index]);
}
