import type { Policy } from "../policy.ts";
import { clusterLoadBalancing } from "./emit.ts";
import { type LoadBalancingNode, lowerLoadBalancing } from "./lower.ts";
import { loadBalancingSchema } from "./schema.ts";

/** Choice among the endpoints of a service. See Envoy's load balancing policies; what is hashed stands on the cluster too. */
export const loadBalancing: Policy<LoadBalancingNode> = {
  name: "loadBalancing",
  side: "upstream",
  merge: "overlay",
  order: 900,
  schema: loadBalancingSchema,
  lower: lowerLoadBalancing,
  cluster: clusterLoadBalancing,
};
