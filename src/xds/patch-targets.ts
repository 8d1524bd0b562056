import type { Graph } from "../graph/graph.ts";
import type { Finding } from "../graph/node/finding.ts";
import type { Collection } from "../kit/query/collection.ts";
import type { ViewResource } from "./view-resource.ts";

type Views = Readonly<Record<"cluster" | "endpoint" | "extension" | "listener" | "route" | "scoped-route", Collection<ViewResource>>>;

/** A patch that aims at nothing is in force nowhere; its owner should know. */
export function patchTargets(graph: Graph, views: Views): Collection<readonly Finding[]> {
  const groups = graph.proxies.groupBy("all groups", () => "all");
  return graph.patches.map("patch targets", ({ key, spec }, _, read) => {
    const { type, name } = spec.target;
    const names = spec.nodeGroup === undefined ? [...(read.get(groups, "all")?.entries() ?? [])].map(([group]) => group.slice(1)) : [spec.nodeGroup];
    if (names.some((group) => read.get(views[type], `${group}|${name}`) !== undefined)) return undefined;
    const where = spec.nodeGroup === undefined ? "any node group" : `node group ${spec.nodeGroup}`;
    return [
      {
        object: key,
        pointer: "/spec/target/name",
        condition: "ResolvedRefs",
        code: "UNKNOWN_REFERENCE",
        detail: `There is no ${type} ${name} in ${where}`,
        hint: hints[type],
      },
    ];
  });
}

const hints = {
  listener: "Listeners are named by transport, address and port: tcp/0.0.0.0/8080",
  route: "Route tables are named by namespace, gateway and listener: default/web/http",
  cluster: "Clusters are named by namespace and service, and version where there is one: default/shop/v2; only those that a route uses exist",
  endpoint: "Endpoint sets are named as their cluster: default/shop; services with DNS endpoints have none",
  extension: "A patch makes its extension in every node group that exists",
  "scoped-route": "A patch makes its scoped route in every node group that exists",
} as const;
