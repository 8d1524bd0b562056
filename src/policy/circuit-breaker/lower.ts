import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { readEffective } from "../read-effective.ts";
import { circuitBreakerSchema, type ThresholdsSpec } from "./schema.ts";

/** Numbers of one priority; undefined leaves Envoy's default. */
export interface Thresholds {
  readonly maxConnections: number | undefined;
  readonly maxPendingRequests: number | undefined;
  readonly maxRequests: number | undefined;
  readonly maxRetries: number | undefined;
  readonly retryBudget: { readonly percent: number; readonly minConcurrency: number; readonly intervalMs: number | undefined } | undefined;
}

/** When the breaker opens. */
export interface CircuitBreakerNode {
  readonly default: Thresholds;
  readonly high: Thresholds | undefined;
  readonly endpointConnections: number | undefined;
}

/** Object → graph. */
export function lowerCircuitBreaker(effective: EffectivePolicy, context: LowerContext): CircuitBreakerNode | undefined {
  const spec = readEffective(circuitBreakerSchema, effective, context);
  return (
    spec && {
      default: thresholds(spec),
      high: spec.high === undefined ? undefined : thresholds(spec.high),
      endpointConnections: spec.perEndpoint?.maxConnections,
    }
  );
}

function thresholds({ maxConnections, maxPendingRequests, maxRequests, maxRetries, retryBudget }: ThresholdsSpec): Thresholds {
  const interval = retryBudget?.interval;
  return {
    maxConnections,
    maxPendingRequests,
    maxRequests,
    maxRetries,
    retryBudget: retryBudget && {
      percent: retryBudget.percent ?? 20,
      minConcurrency: retryBudget.minConcurrency ?? 3,
      intervalMs: interval === undefined ? undefined : durationMs(interval),
    },
  };
}
