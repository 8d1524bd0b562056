// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../../../envoy/config/accesslog/v3.ts";
import type * as envoy_extensions_filters_network_http_connection_manager_v3 from "../../../../../envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Router {
  readonly dynamic_stats?: google_protobuf.BoolValue;
  readonly start_child_span?: boolean;
  readonly upstream_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly upstream_log_options?: Router_UpstreamAccessLogOptions;
  readonly suppress_envoy_headers?: boolean;
  readonly strict_check_headers?: readonly string[];
  readonly respect_expected_rq_timeout?: boolean;
  readonly suppress_grpc_request_failure_code_stats?: boolean;
  readonly upstream_http_filters?: readonly envoy_extensions_filters_network_http_connection_manager_v3.HttpFilter[];
  readonly reject_connect_request_early_data?: google_protobuf.BoolValue;
}
export interface Router_UpstreamAccessLogOptions {
  readonly flush_upstream_log_on_upstream_stream?: boolean;
  readonly upstream_log_flush_interval?: google_protobuf.Duration;
}
