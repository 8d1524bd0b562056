import type { Collection, Group } from "../../kit/query/collection.ts";
import { keyText, type ObjectKey, type Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { RouteNode } from "../node/route-node.ts";
import type { SlotNode } from "../node/slot-node.ts";
import type { GraphPolicy, SlotUse, TablePart } from "../policy/graph-policy.ts";
import type { BuiltRoute } from "./build-route.ts";

/** Settings in slots, by `group|policy`; and routes whose policies have a part in a table's filter, by `group|filter's prefix|table`. */
export interface Slots {
  readonly slots: Collection<SlotNode>;
  readonly tables: Collection<Group<BuiltRoute>>;
  readonly findings: Collection<readonly Finding[]>;
}

interface RouteUse extends SlotUse {
  readonly origins: readonly Origin[];
}

/**
 * Gives the settings of each node group their slots: the oldest have the first ones, so that a new setting moves none. What finds no slot is not in
 * force – what it should guard is closed then – and whoever wrote it is told which settings are in use.
 */
export function buildSlots(routes: Collection<BuiltRoute>, policies: readonly GraphPolicy<unknown>[]): Slots {
  const uses = routes.flatMap("slot uses", (route, key) => [...usesOf(route, policies)].map(([setting, use]) => [`${setting}|${key}`, use] as const));
  const assigned = uses
    .groupBy("settings in use", (_, key) => key.split("|").slice(0, 2).join("|"))
    .map("slots", (members, key) => assign(members, policyOf(key, policies)));
  const findings = assigned.map("slot findings", ({ homeless }) => (homeless.length === 0 ? undefined : homeless));
  const tables = routes.groupByEach("routes in table filters", (route) => tablesOf(route, policies));
  return { slots: assigned, tables, findings };
}

function policyOf(key: string, policies: readonly GraphPolicy<unknown>[]): GraphPolicy<unknown> | undefined {
  return policies.find(({ name }) => name === key.slice(key.indexOf("|") + 1));
}

/** What one route needs, by `group|policy|setting`. */
function usesOf({ tables }: BuiltRoute, policies: readonly GraphPolicy<unknown>[]): ReadonlyMap<string, RouteUse> {
  const inSlots = policies.filter((policy) => policy.slotOf !== undefined);
  const uses = tables.flatMap(({ binding, entries }) =>
    entries.flatMap(({ node }) =>
      inSlots.flatMap((policy) => entryUse(node, policy).map((use) => [`${binding.group}|${policy.name}|${use.setting}`, use] as const)),
    ),
  );
  return new Map(uses);
}

function entryUse(node: RouteNode, policy: GraphPolicy<unknown>): readonly RouteUse[] {
  const value = node.policies[policy.name];
  const use = value === undefined ? undefined : policy.slotOf?.(value);
  return use === undefined ? [] : [{ ...use, origins: node.policyOrigins[policy.name] ?? [node.origin] }];
}

function assign(members: Group<RouteUse>, policy: GraphPolicy<unknown> | undefined): SlotNode {
  const { count = 0 } = policy?.slots ?? {};
  const guards = policy?.guards === true;
  const bySetting = new Map<string, RouteUse>();
  for (const use of members.values()) {
    const known = bySetting.get(use.setting);
    const older = known !== undefined && known.since < use.since ? known : use;
    bySetting.set(use.setting, { ...older, origins: [...(known?.origins ?? []), ...use.origins] });
  }
  const ordered = [...bySetting.values()].sort((left, right) => compare(left.since, right.since) || compare(left.setting, right.setting));
  const housed = ordered.slice(0, count);
  const involves = distinctObjects(ordered.flatMap(({ origins }) => origins));
  return {
    settings: housed.map(({ setting }) => setting),
    origins: housed.map(({ origins }) => origins),
    homeless: ordered.slice(count).flatMap(({ setting, origins }) => origins.map((origin) => noSlot(origin, { setting, housed, involves, guards }))),
  };
}

function noSlot(
  { object, pointer }: Origin,
  context: { readonly setting: string; readonly housed: readonly RouteUse[]; readonly involves: readonly ObjectKey[]; readonly guards: boolean },
): Finding {
  const used = context.housed.map(({ setting }) => setting).join(", ");
  return {
    object,
    pointer,
    condition: "Accepted",
    code: "NO_FREE_SLOT",
    detail: `Setting ${context.setting} needs a filter of its own, and all ${context.housed.length} of the node group are in use: ${used}`,
    hint: context.guards ? "Use one of these settings. Until then, what it guards is answered 503" : "Use one of these settings",
    involves: context.involves.filter((other) => keyText(other) !== keyText(object)),
  };
}

function distinctObjects(origins: readonly Origin[]): readonly ObjectKey[] {
  return [...new Map(origins.map(({ object }) => [keyText(object), object])).values()];
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function tablesOf({ tables }: BuiltRoute, policies: readonly GraphPolicy<unknown>[]): readonly string[] {
  return policies.flatMap(({ name, tables: filters = [] }) =>
    filters.flatMap((filter) =>
      tables
        .filter(({ entries }) => entries.some(({ node }) => hasPart(node.policies[name], filter)))
        .map(({ binding }) => `${binding.group}|${filter.prefix}|${binding.table}`),
    ),
  );
}

function hasPart(value: unknown, filter: TablePart<unknown>): boolean {
  return value !== undefined && filter.has(value);
}
