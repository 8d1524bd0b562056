import type { Policy } from "../policy.ts";
import { clusterHealthCheck } from "./emit.ts";
import { type HealthCheckNode, lowerHealthCheck } from "./lower.ts";
import { healthCheckSchema } from "./schema.ts";

/** Active health checks by the proxies. See Envoy's HealthCheck; a checked cluster is ready when its first checks are answered. */
export const healthCheck: Policy<HealthCheckNode> = {
  name: "healthCheck",
  side: "upstream",
  merge: "overlay",
  order: 800,
  schema: healthCheckSchema,
  lower: lowerHealthCheck,
  cluster: clusterHealthCheck,
  warmsSlowly: () => true,
};
