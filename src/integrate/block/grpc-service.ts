import { packAny } from "../../gen/codec.ts";
import type { GrpcService } from "../../gen/envoy/config/core/v3.ts";
import { duration } from "./duration.ts";

const previousHosts = "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate";

/** What a call to one of our services is made from. */
export interface GrpcServiceOptions {
  readonly cluster: string;
  /** Absent: the filter has a timeout of its own. */
  readonly timeoutMs?: number;
}

/**
 * A call to one of our services, tried again on another replica. The retries stand at the service: those of `envoy_grpc` have no effect on
 * calls with one answer.
 */
export function grpcService({ cluster, timeoutMs }: GrpcServiceOptions): GrpcService {
  return {
    envoy_grpc: { cluster_name: cluster },
    ...(timeoutMs !== undefined && { timeout: duration(timeoutMs) }),
    retry_policy: {
      retry_on: "unavailable,connect-failure,refused-stream,reset,5xx",
      num_retries: { value: 2 },
      retry_back_off: { base_interval: duration(5), max_interval: duration(20) },
      retry_host_predicate: [{ name: "envoy.retry_host_predicates.previous_hosts", typed_config: packAny(previousHosts, {}) }],
      host_selection_retry_max_attempts: 5,
    },
  };
}
