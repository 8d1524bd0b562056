import type { BuiltRoute, RouteEntry } from "../../graph/build/build-route.ts";
import type { Graph } from "../../graph/graph.ts";
import { type Finding, findingsIn } from "../../graph/node/finding.ts";
import { compareRanked, type Ranked } from "../../graph/route/precedence.ts";
import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import { withoutSpareRoom } from "../../kit/without-spare-room.ts";
import type { Origin } from "../../model/object/object.ts";
import { type EncodedPiece, encodedOptions } from "../encode-resource.ts";
import { type AnyEmittingPolicy, slotName } from "../policy.ts";
import { encodeRoute, type RouteTranslation } from "./encode-route.ts";
import { RouteConfigurationResource } from "./route-configuration.ts";
import { type EncodedHost, encodeVirtualHost } from "./virtual-host.ts";

/** Route tables by name, and what Envoy would refuse in them. */
export interface RouteConfigurations {
  readonly configurations: Collection<EncodedPiece>;
  /** By `table|hostname`. */
  readonly hosts: Collection<EncodedHost>;
  /** By table key. */
  readonly findings: Collection<readonly Finding[]>;
}

interface EncodedEntry extends Ranked {
  readonly bytes: Uint8Array;
  readonly clusters: readonly string[];
}

interface EncodedTable {
  readonly table: string;
  readonly hostnames: readonly string[];
  readonly entries: readonly EncodedEntry[];
}

interface EncodedRoute {
  readonly tables: readonly EncodedTable[];
  readonly findings: readonly Finding[];
}

/** Routes → hosts → tables: each step encodes only what changed below it. */
export function deriveRouteConfigurations(graph: Graph, policies: readonly AnyEmittingPolicy[]): RouteConfigurations {
  const routes = graph.routes.map("encoded routes", (route, _, read) => encodeRoutes(route, { policies, slotOf: slotFinder(graph, read) }));
  const hosts = routes
    .groupByEach("encoded routes of a host", ({ tables }) => tables.flatMap(({ table, hostnames }) => hostnames.map((hostname) => `${table}|${hostname}`)))
    .map("encoded hosts", encodeHost, { equals: (left, right) => left.hash === right.hash });
  const byTable = hosts.groupBy("hosts of a table", (_, key) => key.slice(0, key.indexOf("|")));
  const names = graph.tableNames.groupBy("tables of all groups", ({ name }) => name);
  const configurations = names.map(
    "route configurations",
    (uses, name, read): EncodedPiece => {
      const [use] = uses.values();
      const isEnvoy = use !== undefined && read.get(graph.proxies, `/${use.group}`) === "envoy";
      const travel = isEnvoy ? (use.onDemand ? ("onDemand" as const) : ("pushed" as const)) : undefined;
      const content = { hosts: read.get(byTable, name), misdirected: use?.misdirected ?? [], travel };
      return { resource: new RouteConfigurationResource(name, content, () => originsOf(graph, name, byTable.get(name))), findings: [] };
    },
    encodedOptions,
  );
  return { configurations, hosts, findings: findingsIn("encoded route", routes) };
}

const noFindings: readonly Finding[] = [];

type SlotFinder = (group: string) => NonNullable<RouteTranslation["slotOf"]>;

/** Finds the slot that has a policy's setting in a node group. Only routes that need one read the slots. */
function slotFinder(graph: Graph, read: Read): SlotFinder {
  return (group) => (policy, node) => {
    const use = policy.slotOf?.(node);
    const place = use === undefined ? -1 : (read.get(graph.slots, `${group}|${policy.name}`)?.settings.indexOf(use.setting) ?? -1);
    return policy.slots === undefined || place < 0 ? undefined : slotName(policy.slots, place + 1);
  };
}

function encodeRoutes(
  { tables }: BuiltRoute,
  { policies, slotOf }: { readonly policies: readonly AnyEmittingPolicy[]; readonly slotOf: SlotFinder },
): EncodedRoute {
  const findings: Finding[] = [];
  const encoded = tables.map(({ binding: { table, hostnames, proxy, group }, entries }): EncodedTable => {
    const translation = { policies, proxy, slotOf: slotOf(group) };
    return { table, hostnames, entries: withoutSpareRoom(entries.flatMap((entry) => encodeEntry(entry, translation, findings))) };
  });
  return { tables: encoded, findings: findings.length === 0 ? noFindings : findings };
}

function encodeEntry({ node, rank, createdAt, route, index }: RouteEntry, translation: RouteTranslation, findings: Finding[]): readonly EncodedEntry[] {
  const encoded = encodeRoute(node, translation);
  findings.push(...encoded.findings);
  if (encoded.bytes === undefined) return [];
  const targets = node.action.kind === "forward" ? node.action.clusters.map(({ cluster }) => cluster) : [];
  return [{ rank, createdAt, route, index, bytes: encoded.bytes, clusters: [...targets, ...node.policyClusters] }];
}

/** A host with its entries in the order in which they are tried. */
function encodeHost(members: Group<EncodedRoute>, key: string): EncodedHost {
  const separator = key.indexOf("|");
  const entries = entriesOf(members, key.slice(0, separator)).sort(compareRanked);
  const clusters = new Set<string>();
  for (const entry of entries) for (const cluster of entry.clusters) clusters.add(cluster);
  return encodeVirtualHost(
    key.slice(separator + 1),
    entries.map(({ bytes }) => bytes),
    clusters,
  );
}

function entriesOf(members: Group<EncodedRoute>, name: string): EncodedEntry[] {
  const entries: EncodedEntry[] = [];
  for (const { tables } of members.values()) for (const entry of tables.find(({ table }) => table === name)?.entries ?? []) entries.push(entry);
  return entries;
}

/** Every rule in the table; asked for only when Envoy refuses it. */
function originsOf(graph: Graph, name: string, hosts: Group<EncodedHost> | undefined): readonly Origin[] {
  const routes = new Set([...(hosts?.entries() ?? [])].flatMap(([key]) => [...(graph.hosts.get(key)?.values() ?? [])]));
  const entries = [...routes].flatMap(({ tables }) => tables.find(({ binding }) => binding.table === name)?.entries ?? []);
  return entries.flatMap(({ node }) => [node.origin, ...Object.values(node.policyOrigins).flat()]);
}
