import type { RouteTable } from "../../graph/build/route-table.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Finding } from "../../graph/node/finding.ts";
import { compareRanked, type Ranked } from "../../graph/route/precedence.ts";
import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import { type EncodedPiece, encodedOptions } from "../encode-resource.ts";
import type { AnyEmittingPolicy } from "../policy.ts";
import { encodeRoute } from "./encode-route.ts";
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
  readonly entries: readonly EncodedEntry[];
  readonly findings: readonly Finding[];
}

/** Entries → hosts → tables: each step encodes only what changed below it. */
export function deriveRouteConfigurations(graph: Graph, policies: readonly AnyEmittingPolicy[]): RouteConfigurations {
  const tables = graph.tables.map("encoded routes", (table) => encodeTable(table, policies));
  const hosts = graph.hosts.map("encoded hosts", (members, key, read) => encodeHost(hostnameOf(key), entriesOf(members, tables, read)), {
    equals: (left, right) => left.hash === right.hash,
  });
  const byTable = hosts.groupBy("hosts of a table", (_, key) => key.slice(0, key.indexOf("|")));
  const names = graph.tableNames.groupBy("tables of all groups", ({ name }) => name);
  const configurations = names.map(
    "route configurations",
    (uses, name, read): EncodedPiece => {
      const [use] = uses.values();
      const content = { hosts: read.get(byTable, name), misdirected: use?.misdirected ?? [] };
      return { resource: new RouteConfigurationResource(name, content, () => originsOf(graph, byTable.get(name))), findings: [] };
    },
    encodedOptions,
  );
  return { configurations, findings: tables.map("route findings", ({ findings }) => (findings.length === 0 ? undefined : findings)) };
}

function encodeTable(table: RouteTable, policies: readonly AnyEmittingPolicy[]): EncodedTable {
  const findings: Finding[] = [];
  const entries = table.entries.flatMap(({ node, ...rank }): readonly EncodedEntry[] => {
    const encoded = encodeRoute(node, { policies, proxy: table.binding.proxy });
    findings.push(...encoded.findings);
    const clusters = [...(node.action.kind === "forward" ? node.action.clusters.map(({ cluster }) => cluster) : []), ...node.policyClusters];
    return encoded.bytes === undefined ? [] : [{ ...rank, bytes: encoded.bytes, clusters }];
  });
  return { entries, findings };
}

function entriesOf(members: Group<string>, tables: Collection<EncodedTable>, read: Read): readonly EncodedEntry[] {
  return [...members.values()].flatMap((key) => read.get(tables, key)?.entries ?? []).sort(compareRanked);
}

function encodeHost(hostname: string, entries: readonly EncodedEntry[]): EncodedHost {
  return encodeVirtualHost(
    hostname,
    entries.map(({ bytes }) => bytes),
    new Set(entries.flatMap(({ clusters }) => clusters)),
  );
}

function hostnameOf(key: string): string {
  return key.slice(key.indexOf("|") + 1);
}

/** Every rule in the table; asked for only when Envoy refuses it. */
function originsOf(graph: Graph, hosts: Group<EncodedHost> | undefined): readonly Origin[] {
  const keys = new Set([...(hosts?.entries() ?? [])].flatMap(([key]) => [...(graph.hosts.get(key)?.values() ?? [])]));
  return [...keys].flatMap((key) => graph.tables.get(key)?.entries.flatMap(({ node }) => [node.origin, ...Object.values(node.policyOrigins).flat()]) ?? []);
}
