import type { BuiltRoute, RouteEntry } from "../../graph/build/build-route.ts";
import type { Graph } from "../../graph/graph.ts";
import { type Finding, findingsIn } from "../../graph/node/finding.ts";
import { compareRanked, type Ranked } from "../../graph/route/precedence.ts";
import type { Collection, Group } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import { type EncodedPiece, encodedOptions } from "../encode-resource.ts";
import type { AnyEmittingPolicy } from "../policy.ts";
import { encodeRoute, type RouteTranslation } from "./encode-route.ts";
import { RouteConfigurationResource } from "./route-configuration.ts";
import { type EncodedHost, encodeVirtualHost } from "./virtual-host.ts";

/** Route tables by name, and what Envoy would refuse in them. */
export interface RouteConfigurations {
  readonly configurations: Collection<EncodedPiece>;
  /** By table key. */
  readonly findings: Collection<readonly Finding[]>;
}

interface EncodedEntry extends Ranked {
  readonly bytes: Uint8Array;
  readonly clusters: readonly string[];
}

interface EncodedTable {
  readonly table: string;
  readonly entries: readonly EncodedEntry[];
}

interface EncodedRoute {
  readonly tables: readonly EncodedTable[];
  readonly findings: readonly Finding[];
}

/** Routes → hosts → tables: each step encodes only what changed below it. */
export function deriveRouteConfigurations(graph: Graph, policies: readonly AnyEmittingPolicy[]): RouteConfigurations {
  const routes = graph.routes.map("encoded routes", (route) => encodeRoutes(route, policies));
  const hosts = graph.hosts.map(
    "encoded hosts",
    (members, key, read) =>
      encodeHost(
        key,
        entriesOf(members, key, (route) => read.get(routes, route)),
      ),
    {
      equals: (left, right) => left.hash === right.hash,
    },
  );
  const byTable = hosts.groupBy("hosts of a table", (_, key) => key.slice(0, key.indexOf("|")));
  const names = graph.tableNames.groupBy("tables of all groups", ({ name }) => name);
  const configurations = names.map(
    "route configurations",
    (uses, name, read): EncodedPiece => {
      const [use] = uses.values();
      const content = { hosts: read.get(byTable, name), misdirected: use?.misdirected ?? [] };
      return { resource: new RouteConfigurationResource(name, content, () => originsOf(graph, name, byTable.get(name))), findings: [] };
    },
    encodedOptions,
  );
  return { configurations, findings: findingsIn("encoded route", routes) };
}

function encodeRoutes({ tables }: BuiltRoute, policies: readonly AnyEmittingPolicy[]): EncodedRoute {
  const findings: Finding[] = [];
  const encoded = tables.map(({ binding, entries }): EncodedTable => {
    const translation = { policies, proxy: binding.proxy };
    return { table: binding.table, entries: entries.flatMap((entry) => encodeEntry(entry, translation, findings)) };
  });
  return { tables: encoded, findings };
}

function encodeEntry({ node, ...rank }: RouteEntry, translation: RouteTranslation, findings: Finding[]): readonly EncodedEntry[] {
  const encoded = encodeRoute(node, translation);
  findings.push(...encoded.findings);
  if (encoded.bytes === undefined) return [];
  const targets = node.action.kind === "forward" ? node.action.clusters.map(({ cluster }) => cluster) : [];
  return [{ ...rank, bytes: encoded.bytes, clusters: [...targets, ...node.policyClusters] }];
}

function entriesOf(members: Group<BuiltRoute>, key: string, encodedOf: (route: string) => EncodedRoute | undefined): readonly EncodedEntry[] {
  const name = key.slice(0, key.indexOf("|"));
  const entries = [...members.entries()].flatMap(([route]) => encodedOf(route)?.tables.find(({ table }) => table === name)?.entries ?? []);
  return entries.sort(compareRanked);
}

function encodeHost(key: string, entries: readonly EncodedEntry[]): EncodedHost {
  return encodeVirtualHost(
    key.slice(key.indexOf("|") + 1),
    entries.map(({ bytes }) => bytes),
    new Set(entries.flatMap(({ clusters }) => clusters)),
  );
}

/** Every rule in the table; asked for only when Envoy refuses it. */
function originsOf(graph: Graph, name: string, hosts: Group<EncodedHost> | undefined): readonly Origin[] {
  const routes = new Set([...(hosts?.entries() ?? [])].flatMap(([key]) => [...(graph.hosts.get(key)?.values() ?? [])]));
  const entries = [...routes].flatMap(({ tables }) => tables.find(({ binding }) => binding.table === name)?.entries ?? []);
  return entries.flatMap(({ node }) => [node.origin, ...Object.values(node.policyOrigins).flat()]);
}
