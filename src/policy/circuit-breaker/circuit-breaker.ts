import type { Policy } from "../policy.ts";
import { clusterCircuitBreaker } from "./emit.ts";
import { type CircuitBreakerNode, lowerCircuitBreaker } from "./lower.ts";
import { circuitBreakerSchema } from "./schema.ts";

/** How much a proxy may ask of a service at once. See Envoy's CircuitBreakers; the retry budget stands there too. */
export const circuitBreaker: Policy<CircuitBreakerNode> = {
  name: "circuitBreaker",
  side: "upstream",
  merge: "overlay",
  order: 600,
  schema: circuitBreakerSchema,
  lower: lowerCircuitBreaker,
  cluster: clusterCircuitBreaker,
};
