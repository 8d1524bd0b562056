import { packAny } from "../../gen/codec.ts";
import type { RetryPolicy, RouteAction } from "../../gen/envoy/config/route/v3.ts";
import { duration } from "../../xds/common.ts";
import type { RetryNode } from "./lower.ts";

/** Tries to find an endpoint that was not tried yet; then any is taken. */
const selectionAttempts = 5;

/** Graph → Envoy's RouteAction. */
export function forwardRetry(node: RetryNode, action: RouteAction): RouteAction {
  return node.attempts === 0 ? action : { ...action, retry_policy: retryPolicy(node) };
}

function retryPolicy(node: RetryNode): RetryPolicy {
  return {
    retry_on: node.on.join(","),
    num_retries: { value: node.attempts },
    ...(node.statusCodes.length > 0 && { retriable_status_codes: node.statusCodes }),
    ...(node.perTryMs !== undefined && { per_try_timeout: duration(node.perTryMs) }),
    ...(node.perTryIdleMs !== undefined && { per_try_idle_timeout: duration(node.perTryIdleMs) }),
    retry_back_off: { base_interval: duration(node.baseMs), max_interval: duration(node.maxMs) },
    ...(node.otherEndpoint && previousHosts()),
  };
}

function previousHosts(): Pick<RetryPolicy, "retry_host_predicate" | "host_selection_retry_max_attempts"> {
  const typed_config = packAny("envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate", {});
  return { retry_host_predicate: [{ name: "envoy.retry_host_predicates.previous_hosts", typed_config }], host_selection_retry_max_attempts: selectionAttempts };
}
