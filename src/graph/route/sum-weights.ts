import type { WeightedCluster } from "../node/route-node.ts";

/** Envoy takes each cluster once; a service that is written twice gets both weights, in the place of the first. */
export function sumWeights(backends: readonly WeightedCluster[]): readonly WeightedCluster[] {
  const weights = new Map<string, number>();
  for (const { cluster, weight } of backends) weights.set(cluster, (weights.get(cluster) ?? 0) + weight);
  return [...weights].map(([cluster, weight]) => ({ cluster, weight }));
}
