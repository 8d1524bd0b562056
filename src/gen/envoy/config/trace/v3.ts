// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface OpenTelemetryConfig {
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly http_service?: envoy_config_core_v3.HttpService;
  readonly exporter?: envoy_config_core_v3.TypedExtensionConfig;
  readonly service_name?: string;
  readonly resource_detectors?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly sampler?: envoy_config_core_v3.TypedExtensionConfig;
  readonly max_cache_size?: google_protobuf.UInt32Value;
  readonly set_telemetry_sdk_resource_attributes?: google_protobuf.BoolValue;
  readonly set_service_name_resource_attribute?: google_protobuf.BoolValue;
  readonly set_instrumentation_scope?: google_protobuf.BoolValue;
}
export interface Tracing {
  readonly http?: Tracing_Http;
}
export type Tracing_Http = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface ZipkinConfig {
  readonly collector_cluster?: string;
  readonly collector_endpoint?: string;
  readonly trace_id_128bit?: boolean;
  readonly shared_span_context?: google_protobuf.BoolValue;
  readonly collector_endpoint_version?: ZipkinConfig_CollectorEndpointVersion;
  readonly collector_hostname?: string;
  readonly split_spans_for_request?: boolean;
  readonly trace_context_option?: ZipkinConfig_TraceContextOption;
  readonly collector_service?: envoy_config_core_v3.HttpService;
  readonly timestamp_trace_ids?: boolean;
}
export const ZipkinConfig_CollectorEndpointVersion = {
  DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE: 0,
  HTTP_JSON: 1,
  HTTP_PROTO: 2,
  GRPC: 3,
} as const;
export type ZipkinConfig_CollectorEndpointVersion = (typeof ZipkinConfig_CollectorEndpointVersion)[keyof typeof ZipkinConfig_CollectorEndpointVersion];
export const ZipkinConfig_TraceContextOption = {
  USE_B3: 0,
  USE_B3_WITH_W3C_PROPAGATION: 1,
} as const;
export type ZipkinConfig_TraceContextOption = (typeof ZipkinConfig_TraceContextOption)[keyof typeof ZipkinConfig_TraceContextOption];
