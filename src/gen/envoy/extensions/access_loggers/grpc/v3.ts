// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_type_tracing_v3 from "../../../../envoy/type/tracing/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface CommonGrpcAccessLogConfig {
  readonly log_name?: string;
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion;
  readonly buffer_flush_interval?: google_protobuf.Duration;
  readonly buffer_size_bytes?: google_protobuf.UInt32Value;
  readonly filter_state_objects_to_log?: readonly string[];
  readonly grpc_stream_retry_policy?: envoy_config_core_v3.RetryPolicy;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[];
}
export interface HttpGrpcAccessLogConfig {
  readonly common_config?: CommonGrpcAccessLogConfig;
  readonly additional_request_headers_to_log?: readonly string[];
  readonly additional_response_headers_to_log?: readonly string[];
  readonly additional_response_trailers_to_log?: readonly string[];
}
export interface TcpGrpcAccessLogConfig {
  readonly common_config?: CommonGrpcAccessLogConfig;
}
