import { packAny } from "../../gen/codec.ts";
import type { GrpcService } from "../../gen/envoy/config/core/v3.ts";
import { duration } from "./duration.ts";

const previousHosts = "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate";

/** What a call to one of our services is made from. */
export interface GrpcServiceOptions {
  readonly cluster: string;
  /** How long the call may take, all tries together. */
  readonly timeoutMs: number;
  /** False where the filter has a field for the timeout. Default true. */
  readonly ownsTimeout?: boolean;
}

/**
 * A call to one of our services, tried again on another replica. The retries stand at the service: those of `envoy_grpc` have no effect on
 * calls with one answer.
 */
export function grpcService({ cluster, timeoutMs, ownsTimeout = true }: GrpcServiceOptions): GrpcService {
  return {
    envoy_grpc: { cluster_name: cluster },
    ...(ownsTimeout && { timeout: duration(timeoutMs) }),
    retry_policy: {
      retry_on: "unavailable,connect-failure,refused-stream,reset,5xx",
      num_retries: { value: 4 },
      retry_back_off: { base_interval: duration(5), max_interval: duration(tryMs(timeoutMs)) },
      retry_host_predicate: [{ name: "envoy.retry_host_predicates.previous_hosts", typed_config: packAny(previousHosts, {}) }],
      host_selection_retry_max_attempts: 5,
    },
  };
}

/**
 * How long one try may take, in milliseconds. Envoy takes the longest back-off of such a policy for the timeout of each try (convertCoreToRouteRetryPolicy
 * in source/common/http/utility.cc): one of 20 ms would refuse whoever a service needs 21 ms for, whatever the call's own timeout. Two tries fit into the
 * whole time, so that a replica that hangs is left in time.
 */
export function tryMs(timeoutMs: number): number {
  return Math.max(5, Math.floor(timeoutMs * 0.45));
}
