import type { Any } from "../../gen/google/protobuf.ts";
import type { BuiltRoute } from "../../graph/build/build-route.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Collection, Group } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import { type EncodedPiece, encodedOptions, encodeResource } from "../encode-resource.ts";
import { type AnyEmittingPolicy, slotName, type TableFilter, tableFilterName } from "../policy.ts";

/** The configurations of policies' filters, by `group|name`. */
export function encodePolicyExtensions(graph: Graph, policies: readonly AnyEmittingPolicy[]): Collection<EncodedPiece> {
  const byName = new Map(policies.map((policy) => [policy.name, policy]));
  const byPrefix = new Map(policies.flatMap(({ name, tables = [] }) => tables.map((filter) => [filter.prefix, [name, filter]] as const)));
  const ofSlots = graph.slots.flatMap(
    "encoded slots",
    ({ settings, origins }, key) => {
      const [group = "", policy = ""] = key.split("|");
      const slots = byName.get(policy)?.slots;
      if (slots === undefined) return [];
      return settings.map((setting, index) => {
        const name = slotName(slots, index + 1);
        return [`${group}|${name}`, encodeExtension({ name, config: slots.config(setting), origins: origins[index] ?? [], clusters: slots.clusters })] as const;
      });
    },
    encodedOptions,
  );
  const ofTables = graph.filteredTables.flatMap(
    "encoded table filters",
    (routes, key) => {
      const [group = "", prefix = "", table = ""] = key.split("|");
      const [policy, filter] = byPrefix.get(prefix) ?? [];
      if (policy === undefined || filter === undefined) return [];
      const name = tableFilterName(filter, table);
      const { nodes, origins } = nodesIn(routes, { policy, filter, table });
      return [[`${group}|${name}`, encodeExtension({ name, config: filter.config(nodes as never[]), origins, clusters: [] })] as const];
    },
    encodedOptions,
  );
  return ofSlots.concat("encoded policy extensions", ofTables);
}

interface Extension {
  readonly name: string;
  readonly config: Any;
  readonly origins: readonly Origin[];
  readonly clusters: readonly string[];
}

function encodeExtension({ name, config, origins, clusters }: Extension): EncodedPiece {
  return encodeResource({
    message: "envoy.config.core.v3.TypedExtensionConfig",
    value: { name, typed_config: config },
    type: "extension",
    name,
    references: () => ({ cluster: new Set(clusters) }),
    origins,
  });
}

/** The nodes of one policy that have a part in a filter of a table, in the order of the routes' names. */
function nodesIn(
  routes: Group<BuiltRoute>,
  { policy, filter, table }: { readonly policy: string; readonly filter: TableFilter<never>; readonly table: string },
): { readonly nodes: readonly unknown[]; readonly origins: readonly Origin[] } {
  const entries = [...routes.values()].flatMap(({ tables }) => tables.find(({ binding }) => binding.table === table)?.entries ?? []);
  const own = entries.filter(({ node }) => node.policies[policy] !== undefined && filter.has(node.policies[policy] as never));
  return { nodes: own.map(({ node }) => node.policies[policy]), origins: own.flatMap(({ node }) => node.policyOrigins[policy] ?? []) };
}
