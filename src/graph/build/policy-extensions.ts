import type { Collection } from "../../kit/query/collection.ts";
import type { GroupMember } from "../graph.ts";
import type { GraphPolicy } from "../policy/graph-policy.ts";
import type { Slots } from "./build-slots.ts";

/** The extensions that configure the filters of policies, by `group|name`: one for each slot that is in use, and for each table that has a part. */
export function policyExtensions({ slots, tables }: Slots, policies: readonly GraphPolicy<unknown>[]): Collection<GroupMember> {
  const byName = new Map(policies.map((policy) => [policy.name, policy]));
  const ofSlots = slots.flatMap("extensions of slots", ({ settings }, key) => {
    const [group = "", policy = ""] = key.split("|");
    return settings.map((_, index) => member(group, `${byName.get(policy)?.slots?.prefix ?? policy}.${index + 1}`));
  });
  const ofTables = tables.flatMap("extensions of tables", (_, key) => {
    const [group = "", prefix = "", table = ""] = key.split("|");
    return [member(group, `${prefix}/${table}`)];
  });
  return ofSlots.concat("extensions of policies", ofTables);
}

function member(group: string, name: string): readonly [key: string, member: GroupMember] {
  return [`${group}|${name}`, { group, name }];
}
