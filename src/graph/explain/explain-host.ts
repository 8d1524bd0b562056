import type { Graph } from "../graph.ts";
import type { TableUse } from "../node/listener-node.ts";
import { coversHostname } from "../route/hostname.ts";

/** The virtual host that a request falls into; `misdirected`: it belongs to a narrower listener of the port. */
export type FoundHost = { readonly kind: "own" | "misdirected"; readonly name: string } | { readonly kind: "none" };

/** Exact hostname, then the longest wildcard, then every host. */
export function findHost(graph: Graph, table: TableUse, hostname: string): FoundHost {
  const labels = hostname.split(".");
  const names = [hostname, ...labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join(".")}`), "*"];
  for (const name of names) {
    if (table.misdirected.includes(name)) return { kind: "misdirected", name };
    const elsewhere = table.misdirected.some((pattern) => coversHostname(pattern, name));
    if (!elsewhere && graph.hosts.has(`${table.name}|${name}`)) return { kind: "own", name };
  }
  return { kind: "none" };
}
