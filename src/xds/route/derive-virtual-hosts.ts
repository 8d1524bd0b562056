import type { Graph } from "../../graph/graph.ts";
import { coversHostname } from "../../graph/route/hostname.ts";
import type { Collection } from "../../kit/query/collection.ts";
import type { Origin } from "../../model/object/object.ts";
import { sameResource } from "../encoded-resource.ts";
import type { ViewResource } from "../view-resource.ts";
import { misdirectedHost } from "./route-configuration.ts";
import { patchedHosts } from "./split-table.ts";
import type { EncodedHost } from "./virtual-host.ts";
import { VirtualHostResource } from "./virtual-host-resource.ts";

/** What virtual hosts are derived from. */
export interface VirtualHostSources {
  /** By `table|hostname`. */
  readonly hosts: Collection<EncodedHost>;
  /** Route tables as views have them, by `group|table`. */
  readonly tables: Collection<ViewResource>;
}

/** Where the hosts of one table travel as they are. */
interface TablePlaces {
  readonly places: readonly { readonly group: string; readonly view: string }[];
  readonly misdirected: readonly string[];
}

/**
 * The virtual hosts of every view, by `group|table/hostname`: a proxy that speaks delta gets a table and its hosts one by one, so that a
 * change of one host is one host's bytes, and a refusal of one leaves the others alone. Tables that are patched are taken apart again.
 */
export function deriveVirtualHosts(graph: Graph, { hosts, tables }: VirtualHostSources): Collection<ViewResource> {
  const places = graph.tableNames
    .groupBy("places of a table", ({ name }) => name)
    .map("tables whose hosts travel", (uses, _, read): TablePlaces => {
      const unpatched = [...uses.values()].filter(({ group, name }) => read.get(tables, `${group}|${name}`)?.resource?.patched !== true);
      const envoys = unpatched.filter(({ group }) => read.get(graph.proxies, `/${group}`) === "envoy");
      const [first] = uses.values();
      return { places: envoys.map(({ group }) => ({ group, view: `${group}|envoy` })), misdirected: first?.misdirected ?? [] };
    });
  const own = hosts.flatMap(
    "virtual hosts",
    (host, key, read) => {
      const table = key.slice(0, key.indexOf("|"));
      const use = read.get(places, table);
      if (use === undefined || use.misdirected.some((pattern) => coversHostname(pattern, host.hostname))) return [];
      return use.places.map(({ group, view }) => resourceOf(host, { group, view, table }, () => originsOf(graph, key)));
    },
    options,
  );
  const misdirected = places.flatMap(
    "misdirected hosts",
    ({ places: all, misdirected: patterns }, table) =>
      all.flatMap(({ group, view }) => patterns.map((pattern) => resourceOf(misdirectedHost(pattern), { group, view, table }, () => []))),
    options,
  );
  const patched = tables.flatMap(
    "hosts of patched tables",
    ({ view, resource: table }, key) => {
      const group = key.slice(0, key.indexOf("|"));
      return patchedHosts(table).map((resource): readonly [string, ViewResource] => [`${group}|${resource.name}`, { view, resource, findings: [] }]);
    },
    options,
  );
  return own.concat("own and misdirected hosts", misdirected).concat("view virtual hosts", patched);
}

const options = { equals: (left: ViewResource, right: ViewResource): boolean => left.view === right.view && sameResource(left.resource, right.resource) };

function resourceOf(
  host: EncodedHost,
  { group, view, table }: { readonly group: string; readonly view: string; readonly table: string },
  origins: () => readonly Origin[],
): readonly [key: string, resource: ViewResource] {
  const resource = new VirtualHostResource(host, { view, table }, origins);
  return [`${group}|${resource.name}`, resource];
}

/** Every rule of the host; asked for only when Envoy refuses it. */
function originsOf(graph: Graph, key: string): readonly Origin[] {
  const table = key.slice(0, key.indexOf("|"));
  const hostname = key.slice(key.indexOf("|") + 1);
  const tables = [...(graph.hosts.get(key)?.values() ?? [])].flatMap((route) =>
    route.tables.filter(({ binding }) => binding.table === table && binding.hostnames.includes(hostname)),
  );
  return tables.flatMap(({ entries }) => entries).flatMap(({ node }) => [node.origin, ...Object.values(node.policyOrigins).flat()]);
}
