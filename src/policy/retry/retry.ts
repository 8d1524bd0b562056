import type { Policy } from "../policy.ts";
import { forwardRetry } from "./emit.ts";
import { lowerRetry, type RetryNode } from "./lower.ts";
import { retrySchema } from "./schema.ts";

/** Second and further tries. See Envoy's RetryPolicy; the budget of retries stands on the upstream side, in `circuitBreaker`. */
export const retry: Policy<RetryNode> = {
  name: "retry",
  side: "route",
  merge: "overlay",
  order: 200,
  schema: retrySchema,
  lower: lowerRetry,
  forward: forwardRetry,
};
