import { accessLog } from "./access-log/access-log.ts";
import { auth } from "./auth/auth.ts";
import { circuitBreaker } from "./circuit-breaker/circuit-breaker.ts";
import { cors } from "./cors/cors.ts";
import { headers } from "./headers/headers.ts";
import { healthCheck } from "./health-check/health-check.ts";
import { loadBalancing } from "./load-balancing/load-balancing.ts";
import { mirror } from "./mirror/mirror.ts";
import { outlierDetection } from "./outlier-detection/outlier-detection.ts";
import { type AnyPolicy, registered } from "./policy.ts";
import { rateLimit } from "./rate-limit/rate-limit.ts";
import { retry } from "./retry/retry.ts";
import { timeout } from "./timeout/timeout.ts";

/** The level of the filter chain that new gateways get: it has every filter that a policy needs. */
export function newestLevel(): number {
  return Math.max(1, ...policies.flatMap(({ filter, slots, tables = [] }) => [filter, slots, ...tables].flatMap((part) => part?.level ?? [])));
}

/** Every policy there is: the only list. A policy's place in the filter chain is its `order`. */
export const policies: readonly AnyPolicy[] = [
  registered(timeout),
  registered(retry),
  registered(cors),
  registered(headers),
  registered(auth),
  registered(mirror),
  registered(rateLimit),
  registered(circuitBreaker),
  registered(outlierDetection),
  registered(healthCheck),
  registered(loadBalancing),
  registered(accessLog),
];
