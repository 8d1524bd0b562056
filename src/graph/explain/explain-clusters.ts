import type { ObjectKey } from "../../model/object/object.ts";
import type { Graph } from "../graph.ts";
import type { WeightedCluster } from "../node/route-node.ts";
import type { ExplainedCluster, RequestExplanation, Step } from "./explanation.ts";

/** Where requests of a rule (or connections of a stream) go. */
export function explainClusters(
  graph: Graph,
  targets: readonly WeightedCluster[],
  rule: { readonly name: string; readonly steps: Step[] },
): RequestExplanation {
  const clusters = targets.map(({ cluster, weight }): ExplainedCluster => {
    const exists = graph.clusters.has(cluster);
    const endpoints = endpointsOf(graph, cluster);
    const object = serviceOf(cluster);
    const detail = exists ? `Weight ${weight}` : "It does not exist: requests to it get a 500";
    rule.steps.push({ stage: "cluster", name: cluster, taken: exists, detail, object });
    if (exists)
      rule.steps.push({
        stage: "endpoints",
        name: cluster,
        taken: endpoints.length > 0,
        detail: endpoints.length > 0 ? endpoints.join(", ") : "It has no endpoint: requests to it get a 503",
        object,
      });
    return { name: cluster, weight, endpoints, object };
  });
  const usable = clusters.some((cluster) => cluster.weight > 0 && cluster.endpoints.length > 0);
  const names = clusters.map((cluster) => cluster.name).join(", ");
  return {
    outcome: usable ? "routed" : "no-backend",
    summary: usable ? `Rule ${rule.name} sends it to ${names}` : `Rule ${rule.name} sends it to ${names}, which has no endpoint`,
    steps: rule.steps,
    clusters,
  };
}

/** A cluster's name is `namespace/service` or `namespace/service/version`. */
function serviceOf(cluster: string): ObjectKey {
  const [namespace = "", name = ""] = cluster.split("/");
  return { kind: "Service", namespace, name };
}

function endpointsOf(graph: Graph, cluster: string): readonly string[] {
  const discovery = graph.clusters.get(cluster)?.discovery;
  if (discovery?.kind === "dns") return [`${discovery.hostname}:${discovery.port}`];
  const localities = graph.endpointSets.get(cluster)?.localities ?? [];
  return localities.flatMap(({ endpoints }) =>
    endpoints
      .filter(({ health }) => health === "healthy" || health === "degraded")
      .map(({ address, port }) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`)),
  );
}
