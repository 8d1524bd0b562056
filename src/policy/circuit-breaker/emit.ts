import type { CircuitBreakers_Thresholds } from "../../gen/envoy/config/cluster/v3.ts";
import { RoutingPriority } from "../../gen/envoy/config/core/v3.ts";
import { duration } from "../../xds/common.ts";
import type { ClusterDraft } from "../../xds/policy.ts";
import type { CircuitBreakerNode, Thresholds } from "./lower.ts";

/** Graph → Envoy's Cluster. */
export function clusterCircuitBreaker(node: CircuitBreakerNode, draft: ClusterDraft): ClusterDraft {
  const thresholds = [message(node.default, RoutingPriority.DEFAULT), ...(node.high === undefined ? [] : [message(node.high, RoutingPriority.HIGH)])];
  const perHost = node.endpointConnections === undefined ? {} : { per_host_thresholds: [{ max_connections: { value: node.endpointConnections } }] };
  return { ...draft, cluster: { ...draft.cluster, circuit_breakers: { thresholds, ...perHost } } };
}

/** What is left is tracked, so that a breaker can be seen before it opens. */
function message(numbers: Thresholds, priority: RoutingPriority): CircuitBreakers_Thresholds {
  const budget = numbers.retryBudget;
  return {
    priority,
    track_remaining: true,
    ...(numbers.maxConnections !== undefined && { max_connections: { value: numbers.maxConnections } }),
    ...(numbers.maxPendingRequests !== undefined && { max_pending_requests: { value: numbers.maxPendingRequests } }),
    ...(numbers.maxRequests !== undefined && { max_requests: { value: numbers.maxRequests } }),
    ...(numbers.maxRetries !== undefined && { max_retries: { value: numbers.maxRetries } }),
    ...(budget !== undefined && {
      retry_budget: {
        budget_percent: { value: budget.percent },
        min_retry_concurrency: { value: budget.minConcurrency },
        ...(budget.intervalMs !== undefined && { budget_interval: duration(budget.intervalMs) }),
      },
    }),
  };
}
