// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_access_loggers_grpc_v3 from "../../../../envoy/extensions/access_loggers/grpc/v3.ts";
import type * as envoy_type_tracing_v3 from "../../../../envoy/type/tracing/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
import type * as opentelemetry_proto_common_v1 from "../../../../opentelemetry/proto/common/v1.ts";
export interface OpenTelemetryAccessLogConfig {
  readonly common_config?: envoy_extensions_access_loggers_grpc_v3.CommonGrpcAccessLogConfig;
  readonly http_service?: envoy_config_core_v3.HttpService;
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly disable_builtin_labels?: boolean;
  readonly resource_attributes?: opentelemetry_proto_common_v1.KeyValueList;
  readonly resource_detectors?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly body?: opentelemetry_proto_common_v1.AnyValue;
  readonly attributes?: opentelemetry_proto_common_v1.KeyValueList;
  readonly stat_prefix?: string;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly log_name?: string;
  readonly buffer_flush_interval?: google_protobuf.Duration;
  readonly buffer_size_bytes?: google_protobuf.UInt32Value;
  readonly filter_state_objects_to_log?: readonly string[];
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[];
}
