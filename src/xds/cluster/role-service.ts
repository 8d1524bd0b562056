import { packAny } from "../../gen/codec.ts";
import type { GrpcService } from "../../gen/envoy/config/core/v3.ts";
import { duration } from "../common.ts";

/**
 * How a role is asked with each request, by the name of its cluster. A call that a replica cannot take – it has gone, or is about to – goes to another one at
 * once: with these retries next to none is lost, with Envoy's defaults half a second of calls is. Envoy takes the longest interval of the back-off as the time
 * of each try, too: half of the time for the decision, so that a replica that hangs leaves time for another one. Envoy tells the
 * replica that time (`x-envoy-expected-rq-timeout-ms`), and the lane keeps to it; a limit that is charged after it is charged twice.
 */
export function roleService(cluster: string, timeoutMs: number): GrpcService {
  const tryMs = Math.max(1, Math.ceil(timeoutMs / 2));
  return {
    envoy_grpc: { cluster_name: cluster },
    retry_policy: {
      retry_on: "unavailable,connect-failure,refused-stream,reset,5xx",
      num_retries: { value: 4 },
      retry_back_off: { base_interval: duration(Math.min(5, tryMs)), max_interval: duration(tryMs) },
      retry_host_predicate: [
        {
          name: "envoy.retry_host_predicates.previous_hosts",
          typed_config: packAny("envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate", {}),
        },
      ],
      host_selection_retry_max_attempts: 5,
    },
  };
}
