// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../../../envoy/config/accesslog/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_config_trace_v3 from "../../../../../envoy/config/trace/v3.ts";
import type * as envoy_type_http_v3 from "../../../../../envoy/type/http/v3.ts";
import type * as envoy_type_tracing_v3 from "../../../../../envoy/type/tracing/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface EnvoyMobileHttpConnectionManager {
  readonly config?: HttpConnectionManager;
}
export interface ForwardProtoConfig {
  readonly https_destination_ports?: readonly number[];
  readonly http_destination_ports?: readonly number[];
}
export type HttpConnectionManager = {
  readonly codec_type?: HttpConnectionManager_CodecType;
  readonly stat_prefix?: string;
  readonly http_filters?: readonly HttpFilter[];
  readonly add_user_agent?: google_protobuf.BoolValue;
  readonly tracing?: HttpConnectionManager_Tracing;
  readonly common_http_protocol_options?: envoy_config_core_v3.HttpProtocolOptions;
  readonly http1_safe_max_connection_duration?: boolean;
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions;
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions;
  readonly server_name?: string;
  readonly server_header_transformation?: HttpConnectionManager_ServerHeaderTransformation;
  readonly scheme_header_transformation?: envoy_config_core_v3.SchemeHeaderTransformation;
  readonly max_request_headers_kb?: google_protobuf.UInt32Value;
  readonly stream_idle_timeout?: google_protobuf.Duration;
  readonly stream_flush_timeout?: google_protobuf.Duration;
  readonly request_timeout?: google_protobuf.Duration;
  readonly request_headers_timeout?: google_protobuf.Duration;
  readonly drain_timeout?: google_protobuf.Duration;
  readonly drain_timeout_jitter?: envoy_type_v3.Percent;
  readonly delayed_close_timeout?: google_protobuf.Duration;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly access_log_flush_interval?: google_protobuf.Duration;
  readonly flush_access_log_on_new_request?: boolean;
  readonly access_log_options?: HttpConnectionManager_HcmAccessLogOptions;
  readonly use_remote_address?: google_protobuf.BoolValue;
  readonly xff_num_trusted_hops?: number;
  readonly original_ip_detection_extensions?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly early_header_mutation_extensions?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly internal_address_config?: HttpConnectionManager_InternalAddressConfig;
  readonly skip_xff_append?: boolean;
  readonly via?: string;
  readonly generate_request_id?: google_protobuf.BoolValue;
  readonly preserve_external_request_id?: boolean;
  readonly always_set_request_id_in_response?: boolean;
  readonly forward_client_cert_details?: HttpConnectionManager_ForwardClientCertDetails;
  readonly set_current_client_cert_details?: HttpConnectionManager_SetCurrentClientCertDetails;
  readonly forward_client_cert_matcher?: xds_type_matcher_v3.Matcher;
  readonly proxy_100_continue?: boolean;
  readonly represent_ipv4_remote_address_as_ipv4_mapped_ipv6?: boolean;
  readonly upgrade_configs?: readonly HttpConnectionManager_UpgradeConfig[];
  readonly normalize_path?: google_protobuf.BoolValue;
  readonly merge_slashes?: boolean;
  readonly path_with_escaped_slashes_action?: HttpConnectionManager_PathWithEscapedSlashesAction;
  readonly request_id_extension?: RequestIDExtension;
  readonly local_reply_config?: LocalReplyConfig;
  readonly strip_matching_host_port?: boolean;
  readonly stream_error_on_invalid_http_message?: google_protobuf.BoolValue;
  readonly path_normalization_options?: HttpConnectionManager_PathNormalizationOptions;
  readonly strip_trailing_host_dot?: boolean;
  readonly proxy_status_config?: HttpConnectionManager_ProxyStatusConfig;
  readonly typed_header_validation_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly append_x_forwarded_port?: boolean;
  readonly append_local_overload?: boolean;
  readonly add_proxy_protocol_connection_state?: google_protobuf.BoolValue;
  readonly forward_proto_config?: ForwardProtoConfig;
  readonly record_route_resolution_stats?: boolean;
} & (
  | { readonly rds?: never; readonly route_config?: never; readonly scoped_routes?: never }
  | { readonly rds: Rds; readonly route_config?: never; readonly scoped_routes?: never }
  | { readonly rds?: never; readonly route_config: envoy_config_route_v3.RouteConfiguration; readonly scoped_routes?: never }
  | { readonly rds?: never; readonly route_config?: never; readonly scoped_routes: ScopedRoutes }
) & (
  | { readonly strip_any_host_port?: never }
  | { readonly strip_any_host_port: boolean }
);
export const HttpConnectionManager_CodecType = {
  AUTO: 0,
  HTTP1: 1,
  HTTP2: 2,
  HTTP3: 3,
} as const;
export type HttpConnectionManager_CodecType = (typeof HttpConnectionManager_CodecType)[keyof typeof HttpConnectionManager_CodecType];
export interface HttpConnectionManager_ForwardClientCertConfig {
  readonly forward_client_cert_details?: HttpConnectionManager_ForwardClientCertDetails;
  readonly set_current_client_cert_details?: HttpConnectionManager_SetCurrentClientCertDetails;
}
export const HttpConnectionManager_ForwardClientCertDetails = {
  SANITIZE: 0,
  FORWARD_ONLY: 1,
  APPEND_FORWARD: 2,
  SANITIZE_SET: 3,
  ALWAYS_FORWARD_ONLY: 4,
} as const;
export type HttpConnectionManager_ForwardClientCertDetails = (typeof HttpConnectionManager_ForwardClientCertDetails)[keyof typeof HttpConnectionManager_ForwardClientCertDetails];
export const HttpConnectionManager_ForwardClientCertFormat = {
  TEXT: 0,
  JSON: 1,
} as const;
export type HttpConnectionManager_ForwardClientCertFormat = (typeof HttpConnectionManager_ForwardClientCertFormat)[keyof typeof HttpConnectionManager_ForwardClientCertFormat];
export interface HttpConnectionManager_HcmAccessLogOptions {
  readonly access_log_flush_interval?: google_protobuf.Duration;
  readonly flush_access_log_on_new_request?: boolean;
  readonly flush_log_on_tunnel_successfully_established?: boolean;
}
export interface HttpConnectionManager_InternalAddressConfig {
  readonly unix_sockets?: boolean;
  readonly cidr_ranges?: readonly envoy_config_core_v3.CidrRange[];
}
export interface HttpConnectionManager_PathNormalizationOptions {
  readonly forwarding_transformation?: envoy_type_http_v3.PathTransformation;
  readonly http_filter_transformation?: envoy_type_http_v3.PathTransformation;
}
export const HttpConnectionManager_PathWithEscapedSlashesAction = {
  IMPLEMENTATION_SPECIFIC_DEFAULT: 0,
  KEEP_UNCHANGED: 1,
  REJECT_REQUEST: 2,
  UNESCAPE_AND_REDIRECT: 3,
  UNESCAPE_AND_FORWARD: 4,
} as const;
export type HttpConnectionManager_PathWithEscapedSlashesAction = (typeof HttpConnectionManager_PathWithEscapedSlashesAction)[keyof typeof HttpConnectionManager_PathWithEscapedSlashesAction];
export type HttpConnectionManager_ProxyStatusConfig = {
  readonly remove_details?: boolean;
  readonly remove_connection_termination_details?: boolean;
  readonly remove_response_flags?: boolean;
  readonly set_recommended_response_code?: boolean;
} & (
  | { readonly use_node_id?: never; readonly literal_proxy_name?: never }
  | { readonly use_node_id: boolean; readonly literal_proxy_name?: never }
  | { readonly use_node_id?: never; readonly literal_proxy_name: string }
);
export const HttpConnectionManager_ServerHeaderTransformation = {
  OVERWRITE: 0,
  APPEND_IF_ABSENT: 1,
  PASS_THROUGH: 2,
} as const;
export type HttpConnectionManager_ServerHeaderTransformation = (typeof HttpConnectionManager_ServerHeaderTransformation)[keyof typeof HttpConnectionManager_ServerHeaderTransformation];
export interface HttpConnectionManager_SetCurrentClientCertDetails {
  readonly subject?: google_protobuf.BoolValue;
  readonly cert?: boolean;
  readonly chain?: boolean;
  readonly dns?: boolean;
  readonly uri?: boolean;
  readonly issuer?: boolean;
  readonly format?: HttpConnectionManager_ForwardClientCertFormat;
}
export interface HttpConnectionManager_Tracing {
  readonly client_sampling?: envoy_type_v3.Percent;
  readonly random_sampling?: envoy_type_v3.Percent;
  readonly overall_sampling?: envoy_type_v3.Percent;
  readonly verbose?: boolean;
  readonly max_path_tag_length?: google_protobuf.UInt32Value;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[];
  readonly provider?: envoy_config_trace_v3.Tracing_Http;
  readonly spawn_upstream_span?: google_protobuf.BoolValue;
  readonly operation?: string;
  readonly upstream_operation?: string;
  readonly no_context_propagation?: boolean;
}
export const HttpConnectionManager_Tracing_OperationName = {
  INGRESS: 0,
  EGRESS: 1,
} as const;
export type HttpConnectionManager_Tracing_OperationName = (typeof HttpConnectionManager_Tracing_OperationName)[keyof typeof HttpConnectionManager_Tracing_OperationName];
export interface HttpConnectionManager_UpgradeConfig {
  readonly upgrade_type?: string;
  readonly filters?: readonly HttpFilter[];
  readonly enabled?: google_protobuf.BoolValue;
}
export type HttpFilter = {
  readonly name?: string;
  readonly is_optional?: boolean;
  readonly disabled?: boolean;
} & (
  | { readonly typed_config?: never; readonly config_discovery?: never }
  | { readonly typed_config: google_protobuf.Any; readonly config_discovery?: never }
  | { readonly typed_config?: never; readonly config_discovery: envoy_config_core_v3.ExtensionConfigSource }
);
export interface LocalReplyConfig {
  readonly mappers?: readonly ResponseMapper[];
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString;
}
export interface Rds {
  readonly config_source?: envoy_config_core_v3.ConfigSource;
  readonly route_config_name?: string;
}
export interface RequestIDExtension {
  readonly typed_config?: google_protobuf.Any;
}
export interface ResponseMapper {
  readonly filter?: envoy_config_accesslog_v3.AccessLogFilter;
  readonly status_code?: google_protobuf.UInt32Value;
  readonly body?: envoy_config_core_v3.DataSource;
  readonly body_format_override?: envoy_config_core_v3.SubstitutionFormatString;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
}
export interface ScopedRds {
  readonly scoped_rds_config_source?: envoy_config_core_v3.ConfigSource;
  readonly srds_resources_locator?: string;
}
export interface ScopedRouteConfigurationsList {
  readonly scoped_route_configurations?: readonly envoy_config_route_v3.ScopedRouteConfiguration[];
}
export type ScopedRoutes = {
  readonly name?: string;
  readonly scope_key_builder?: ScopedRoutes_ScopeKeyBuilder;
  readonly rds_config_source?: envoy_config_core_v3.ConfigSource;
} & (
  | { readonly scoped_route_configurations_list?: never; readonly scoped_rds?: never }
  | { readonly scoped_route_configurations_list: ScopedRouteConfigurationsList; readonly scoped_rds?: never }
  | { readonly scoped_route_configurations_list?: never; readonly scoped_rds: ScopedRds }
);
export interface ScopedRoutes_ScopeKeyBuilder {
  readonly fragments?: readonly ScopedRoutes_ScopeKeyBuilder_FragmentBuilder[];
}
export type ScopedRoutes_ScopeKeyBuilder_FragmentBuilder = object & (
  | { readonly header_value_extractor?: never }
  | { readonly header_value_extractor: ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor }
);
export type ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor = {
  readonly name?: string;
  readonly element_separator?: string;
} & (
  | { readonly index?: never; readonly element?: never }
  | { readonly index: number; readonly element?: never }
  | { readonly index?: never; readonly element: ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor_KvElement }
);
export interface ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor_KvElement {
  readonly separator?: string;
  readonly key?: string;
}
