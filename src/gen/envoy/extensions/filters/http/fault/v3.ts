// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_extensions_filters_common_fault_v3 from "../../../../../envoy/extensions/filters/common/fault/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type FaultAbort = {
  readonly percentage?: envoy_type_v3.FractionalPercent;
  readonly response_body?: string;
} & (
  | { readonly http_status?: never; readonly grpc_status?: never; readonly header_abort?: never }
  | { readonly http_status: number; readonly grpc_status?: never; readonly header_abort?: never }
  | { readonly http_status?: never; readonly grpc_status: number; readonly header_abort?: never }
  | { readonly http_status?: never; readonly grpc_status?: never; readonly header_abort: FaultAbort_HeaderAbort }
);
export type FaultAbort_HeaderAbort = Readonly<Record<never, never>>;
export interface HTTPFault {
  readonly delay?: envoy_extensions_filters_common_fault_v3.FaultDelay;
  readonly abort?: FaultAbort;
  readonly upstream_cluster?: string;
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[];
  readonly downstream_nodes?: readonly string[];
  readonly max_active_faults?: google_protobuf.UInt32Value;
  readonly response_rate_limit?: envoy_extensions_filters_common_fault_v3.FaultRateLimit;
  readonly delay_percent_runtime?: string;
  readonly abort_percent_runtime?: string;
  readonly delay_duration_runtime?: string;
  readonly abort_http_status_runtime?: string;
  readonly max_active_faults_runtime?: string;
  readonly response_rate_limit_percent_runtime?: string;
  readonly abort_grpc_status_runtime?: string;
  readonly disable_downstream_cluster_stats?: boolean;
  readonly filter_metadata?: google_protobuf.Struct;
}
