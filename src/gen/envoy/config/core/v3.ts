// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as xds_core_v3 from "../../../xds/core/v3.ts";
export type Address = object & (
  | { readonly socket_address?: never; readonly pipe?: never; readonly envoy_internal_address?: never }
  | { readonly socket_address: SocketAddress; readonly pipe?: never; readonly envoy_internal_address?: never }
  | { readonly socket_address?: never; readonly pipe: Pipe; readonly envoy_internal_address?: never }
  | { readonly socket_address?: never; readonly pipe?: never; readonly envoy_internal_address: EnvoyInternalAddress }
);
export type AggregatedConfigSource = Readonly<Record<never, never>>;
export interface AlternateProtocolsCacheOptions {
  readonly name?: string;
  readonly max_entries?: google_protobuf.UInt32Value;
  readonly key_value_store_config?: TypedExtensionConfig;
  readonly prepopulated_entries?: readonly AlternateProtocolsCacheOptions_AlternateProtocolsCacheEntry[];
  readonly canonical_suffixes?: readonly string[];
}
export interface AlternateProtocolsCacheOptions_AlternateProtocolsCacheEntry {
  readonly hostname?: string;
  readonly port?: number;
}
export interface ApiConfigSource {
  readonly api_type?: ApiConfigSource_ApiType;
  readonly transport_api_version?: ApiVersion;
  readonly cluster_names?: readonly string[];
  readonly grpc_services?: readonly GrpcService[];
  readonly refresh_delay?: google_protobuf.Duration;
  readonly request_timeout?: google_protobuf.Duration;
  readonly rate_limit_settings?: RateLimitSettings;
  readonly set_node_on_first_message_only?: boolean;
  readonly config_validators?: readonly TypedExtensionConfig[];
}
export const ApiConfigSource_ApiType = {
  DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE: 0,
  REST: 1,
  GRPC: 2,
  DELTA_GRPC: 3,
  AGGREGATED_GRPC: 5,
  AGGREGATED_DELTA_GRPC: 6,
} as const;
export type ApiConfigSource_ApiType = (typeof ApiConfigSource_ApiType)[keyof typeof ApiConfigSource_ApiType];
export const ApiVersion = {
  AUTO: 0,
  V2: 1,
  V3: 2,
} as const;
export type ApiVersion = (typeof ApiVersion)[keyof typeof ApiVersion];
export type AsyncDataSource = object & (
  | { readonly local?: never; readonly remote?: never }
  | { readonly local: DataSource; readonly remote?: never }
  | { readonly local?: never; readonly remote: RemoteDataSource }
);
export interface BackoffStrategy {
  readonly base_interval?: google_protobuf.Duration;
  readonly max_interval?: google_protobuf.Duration;
}
export interface BindConfig {
  readonly source_address?: SocketAddress;
  readonly freebind?: google_protobuf.BoolValue;
  readonly socket_options?: readonly SocketOption[];
  readonly extra_source_addresses?: readonly ExtraSourceAddress[];
  readonly additional_source_addresses?: readonly SocketAddress[];
  readonly local_address_selector?: TypedExtensionConfig;
  readonly validate_network_namespaces?: boolean;
}
export interface BuildVersion {
  readonly version?: envoy_type_v3.SemanticVersion;
  readonly metadata?: google_protobuf.Struct;
}
export interface CelExpressionConfig {
  readonly enable_string_conversion?: boolean;
  readonly enable_string_concat?: boolean;
  readonly enable_string_functions?: boolean;
}
export interface CidrRange {
  readonly address_prefix?: string;
  readonly prefix_len?: google_protobuf.UInt32Value;
}
export type ConfigSource = {
  readonly authorities?: readonly xds_core_v3.Authority[];
  readonly initial_fetch_timeout?: google_protobuf.Duration;
  readonly resource_api_version?: ApiVersion;
} & (
  | { readonly path?: never; readonly path_config_source?: never; readonly api_config_source?: never; readonly ads?: never; readonly self?: never }
  | { readonly path: string; readonly path_config_source?: never; readonly api_config_source?: never; readonly ads?: never; readonly self?: never }
  | { readonly path?: never; readonly path_config_source: PathConfigSource; readonly api_config_source?: never; readonly ads?: never; readonly self?: never }
  | { readonly path?: never; readonly path_config_source?: never; readonly api_config_source: ApiConfigSource; readonly ads?: never; readonly self?: never }
  | { readonly path?: never; readonly path_config_source?: never; readonly api_config_source?: never; readonly ads: AggregatedConfigSource; readonly self?: never }
  | { readonly path?: never; readonly path_config_source?: never; readonly api_config_source?: never; readonly ads?: never; readonly self: SelfConfigSource }
);
export interface ControlPlane {
  readonly identifier?: string;
}
export type DataSource = {
  readonly watched_directory?: WatchedDirectory;
} & (
  | { readonly filename?: never; readonly inline_bytes?: never; readonly inline_string?: never; readonly environment_variable?: never }
  | { readonly filename: string; readonly inline_bytes?: never; readonly inline_string?: never; readonly environment_variable?: never }
  | { readonly filename?: never; readonly inline_bytes: Uint8Array; readonly inline_string?: never; readonly environment_variable?: never }
  | { readonly filename?: never; readonly inline_bytes?: never; readonly inline_string: string; readonly environment_variable?: never }
  | { readonly filename?: never; readonly inline_bytes?: never; readonly inline_string?: never; readonly environment_variable: string }
);
export interface DnsResolutionConfig {
  readonly resolvers?: readonly Address[];
  readonly dns_resolver_options?: DnsResolverOptions;
}
export interface DnsResolverOptions {
  readonly use_tcp_for_dns_lookups?: boolean;
  readonly no_default_search_domain?: boolean;
}
export type EnvoyInternalAddress = {
  readonly endpoint_id?: string;
} & (
  | { readonly server_listener_name?: never }
  | { readonly server_listener_name: string }
);
export type EventServiceConfig = object & (
  | { readonly grpc_service?: never }
  | { readonly grpc_service: GrpcService }
);
export interface Extension {
  readonly name?: string;
  readonly category?: string;
  readonly type_descriptor?: string;
  readonly version?: BuildVersion;
  readonly disabled?: boolean;
  readonly type_urls?: readonly string[];
}
export interface ExtensionConfigSource {
  readonly config_source?: ConfigSource;
  readonly default_config?: google_protobuf.Any;
  readonly apply_default_config_without_warming?: boolean;
  readonly type_urls?: readonly string[];
}
export interface ExtraSourceAddress {
  readonly address?: SocketAddress;
  readonly socket_options?: SocketOptionsOverride;
}
export interface GrpcMethodList {
  readonly services?: readonly GrpcMethodList_Service[];
}
export interface GrpcMethodList_Service {
  readonly name?: string;
  readonly method_names?: readonly string[];
}
export interface GrpcProtocolOptions {
  readonly http2_protocol_options?: Http2ProtocolOptions;
}
export type GrpcService = {
  readonly timeout?: google_protobuf.Duration;
  readonly initial_metadata?: readonly HeaderValue[];
  readonly retry_policy?: RetryPolicy;
} & (
  | { readonly envoy_grpc?: never; readonly google_grpc?: never }
  | { readonly envoy_grpc: GrpcService_EnvoyGrpc; readonly google_grpc?: never }
  | { readonly envoy_grpc?: never; readonly google_grpc: GrpcService_GoogleGrpc }
);
export interface GrpcService_EnvoyGrpc {
  readonly cluster_name?: string;
  readonly authority?: string;
  readonly retry_policy?: RetryPolicy;
  readonly max_receive_message_length?: google_protobuf.UInt32Value;
  readonly skip_envoy_headers?: boolean;
}
export interface GrpcService_GoogleGrpc {
  readonly target_uri?: string;
  readonly channel_credentials?: GrpcService_GoogleGrpc_ChannelCredentials;
  readonly channel_credentials_plugin?: readonly google_protobuf.Any[];
  readonly call_credentials?: readonly GrpcService_GoogleGrpc_CallCredentials[];
  readonly call_credentials_plugin?: readonly google_protobuf.Any[];
  readonly stat_prefix?: string;
  readonly credentials_factory_name?: string;
  readonly config?: google_protobuf.Struct;
  readonly per_stream_buffer_limit_bytes?: google_protobuf.UInt32Value;
  readonly channel_args?: GrpcService_GoogleGrpc_ChannelArgs;
}
export type GrpcService_GoogleGrpc_CallCredentials = object & (
  | { readonly access_token?: never; readonly google_compute_engine?: never; readonly google_refresh_token?: never; readonly service_account_jwt_access?: never; readonly google_iam?: never; readonly from_plugin?: never; readonly sts_service?: never }
  | { readonly access_token: string; readonly google_compute_engine?: never; readonly google_refresh_token?: never; readonly service_account_jwt_access?: never; readonly google_iam?: never; readonly from_plugin?: never; readonly sts_service?: never }
  | { readonly access_token?: never; readonly google_compute_engine: google_protobuf.Empty; readonly google_refresh_token?: never; readonly service_account_jwt_access?: never; readonly google_iam?: never; readonly from_plugin?: never; readonly sts_service?: never }
  | { readonly access_token?: never; readonly google_compute_engine?: never; readonly google_refresh_token: string; readonly service_account_jwt_access?: never; readonly google_iam?: never; readonly from_plugin?: never; readonly sts_service?: never }
  | { readonly access_token?: never; readonly google_compute_engine?: never; readonly google_refresh_token?: never; readonly service_account_jwt_access: GrpcService_GoogleGrpc_CallCredentials_ServiceAccountJWTAccessCredentials; readonly google_iam?: never; readonly from_plugin?: never; readonly sts_service?: never }
  | { readonly access_token?: never; readonly google_compute_engine?: never; readonly google_refresh_token?: never; readonly service_account_jwt_access?: never; readonly google_iam: GrpcService_GoogleGrpc_CallCredentials_GoogleIAMCredentials; readonly from_plugin?: never; readonly sts_service?: never }
  | { readonly access_token?: never; readonly google_compute_engine?: never; readonly google_refresh_token?: never; readonly service_account_jwt_access?: never; readonly google_iam?: never; readonly from_plugin: GrpcService_GoogleGrpc_CallCredentials_MetadataCredentialsFromPlugin; readonly sts_service?: never }
  | { readonly access_token?: never; readonly google_compute_engine?: never; readonly google_refresh_token?: never; readonly service_account_jwt_access?: never; readonly google_iam?: never; readonly from_plugin?: never; readonly sts_service: GrpcService_GoogleGrpc_CallCredentials_StsService }
);
export interface GrpcService_GoogleGrpc_CallCredentials_GoogleIAMCredentials {
  readonly authorization_token?: string;
  readonly authority_selector?: string;
}
export type GrpcService_GoogleGrpc_CallCredentials_MetadataCredentialsFromPlugin = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface GrpcService_GoogleGrpc_CallCredentials_ServiceAccountJWTAccessCredentials {
  readonly json_key?: string;
  readonly token_lifetime_seconds?: number;
}
export interface GrpcService_GoogleGrpc_CallCredentials_StsService {
  readonly token_exchange_service_uri?: string;
  readonly resource?: string;
  readonly audience?: string;
  readonly scope?: string;
  readonly requested_token_type?: string;
  readonly subject_token_path?: string;
  readonly subject_token_type?: string;
  readonly actor_token_path?: string;
  readonly actor_token_type?: string;
}
export interface GrpcService_GoogleGrpc_ChannelArgs {
  readonly args?: Readonly<Record<string, GrpcService_GoogleGrpc_ChannelArgs_Value>>;
}
export type GrpcService_GoogleGrpc_ChannelArgs_Value = object & (
  | { readonly string_value?: never; readonly int_value?: never }
  | { readonly string_value: string; readonly int_value?: never }
  | { readonly string_value?: never; readonly int_value: number }
);
export type GrpcService_GoogleGrpc_ChannelCredentials = object & (
  | { readonly ssl_credentials?: never; readonly google_default?: never; readonly local_credentials?: never }
  | { readonly ssl_credentials: GrpcService_GoogleGrpc_SslCredentials; readonly google_default?: never; readonly local_credentials?: never }
  | { readonly ssl_credentials?: never; readonly google_default: google_protobuf.Empty; readonly local_credentials?: never }
  | { readonly ssl_credentials?: never; readonly google_default?: never; readonly local_credentials: GrpcService_GoogleGrpc_GoogleLocalCredentials }
);
export type GrpcService_GoogleGrpc_GoogleLocalCredentials = Readonly<Record<never, never>>;
export interface GrpcService_GoogleGrpc_SslCredentials {
  readonly root_certs?: DataSource;
  readonly private_key?: DataSource;
  readonly cert_chain?: DataSource;
}
export interface HeaderMap {
  readonly headers?: readonly HeaderValue[];
}
export interface HeaderValue {
  readonly key?: string;
  readonly value?: string;
  readonly raw_value?: Uint8Array;
}
export interface HeaderValueOption {
  readonly header?: HeaderValue;
  readonly append?: google_protobuf.BoolValue;
  readonly append_action?: HeaderValueOption_HeaderAppendAction;
  readonly keep_empty_value?: boolean;
}
export const HeaderValueOption_HeaderAppendAction = {
  APPEND_IF_EXISTS_OR_ADD: 0,
  ADD_IF_ABSENT: 1,
  OVERWRITE_IF_EXISTS_OR_ADD: 2,
  OVERWRITE_IF_EXISTS: 3,
} as const;
export type HeaderValueOption_HeaderAppendAction = (typeof HeaderValueOption_HeaderAppendAction)[keyof typeof HeaderValueOption_HeaderAppendAction];
export type HealthCheck = {
  readonly name?: string;
  readonly timeout?: google_protobuf.Duration;
  readonly interval?: google_protobuf.Duration;
  readonly initial_jitter?: google_protobuf.Duration;
  readonly interval_jitter?: google_protobuf.Duration;
  readonly interval_jitter_percent?: number;
  readonly unhealthy_threshold?: google_protobuf.UInt32Value;
  readonly healthy_threshold?: google_protobuf.UInt32Value;
  readonly alt_port?: google_protobuf.UInt32Value;
  readonly reuse_connection?: google_protobuf.BoolValue;
  readonly no_traffic_interval?: google_protobuf.Duration;
  readonly no_traffic_healthy_interval?: google_protobuf.Duration;
  readonly unhealthy_interval?: google_protobuf.Duration;
  readonly unhealthy_edge_interval?: google_protobuf.Duration;
  readonly healthy_edge_interval?: google_protobuf.Duration;
  readonly event_log_path?: string;
  readonly event_logger?: readonly TypedExtensionConfig[];
  readonly event_service?: EventServiceConfig;
  readonly always_log_health_check_failures?: boolean;
  readonly always_log_health_check_success?: boolean;
  readonly tls_options?: HealthCheck_TlsOptions;
  readonly transport_socket_match_criteria?: google_protobuf.Struct;
} & (
  | { readonly http_health_check?: never; readonly tcp_health_check?: never; readonly grpc_health_check?: never; readonly custom_health_check?: never }
  | { readonly http_health_check: HealthCheck_HttpHealthCheck; readonly tcp_health_check?: never; readonly grpc_health_check?: never; readonly custom_health_check?: never }
  | { readonly http_health_check?: never; readonly tcp_health_check: HealthCheck_TcpHealthCheck; readonly grpc_health_check?: never; readonly custom_health_check?: never }
  | { readonly http_health_check?: never; readonly tcp_health_check?: never; readonly grpc_health_check: HealthCheck_GrpcHealthCheck; readonly custom_health_check?: never }
  | { readonly http_health_check?: never; readonly tcp_health_check?: never; readonly grpc_health_check?: never; readonly custom_health_check: HealthCheck_CustomHealthCheck }
);
export type HealthCheck_CustomHealthCheck = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface HealthCheck_GrpcHealthCheck {
  readonly service_name?: string;
  readonly authority?: string;
  readonly initial_metadata?: readonly HeaderValueOption[];
}
export interface HealthCheck_HttpHealthCheck {
  readonly host?: string;
  readonly path?: string;
  readonly send?: HealthCheck_Payload;
  readonly receive?: readonly HealthCheck_Payload[];
  readonly response_buffer_size?: google_protobuf.UInt64Value;
  readonly request_headers_to_add?: readonly HeaderValueOption[];
  readonly request_headers_to_remove?: readonly string[];
  readonly expected_statuses?: readonly envoy_type_v3.Int64Range[];
  readonly retriable_statuses?: readonly envoy_type_v3.Int64Range[];
  readonly codec_client_type?: envoy_type_v3.CodecClientType;
  readonly use_alpn_protocol?: boolean;
  readonly service_name_matcher?: envoy_type_matcher_v3.StringMatcher;
  readonly method?: RequestMethod;
}
export type HealthCheck_Payload = object & (
  | { readonly text?: never; readonly binary?: never }
  | { readonly text: string; readonly binary?: never }
  | { readonly text?: never; readonly binary: Uint8Array }
);
export interface HealthCheck_RedisHealthCheck {
  readonly key?: string;
}
export interface HealthCheck_TcpHealthCheck {
  readonly send?: HealthCheck_Payload;
  readonly receive?: readonly HealthCheck_Payload[];
  readonly proxy_protocol_config?: ProxyProtocolConfig;
}
export interface HealthCheck_TlsOptions {
  readonly alpn_protocols?: readonly string[];
}
export const HealthStatus = {
  UNKNOWN: 0,
  HEALTHY: 1,
  UNHEALTHY: 2,
  DRAINING: 3,
  TIMEOUT: 4,
  DEGRADED: 5,
} as const;
export type HealthStatus = (typeof HealthStatus)[keyof typeof HealthStatus];
export interface HealthStatusSet {
  readonly statuses?: readonly HealthStatus[];
}
export interface Http1ProtocolOptions {
  readonly allow_absolute_url?: google_protobuf.BoolValue;
  readonly accept_http_10?: boolean;
  readonly default_host_for_http_10?: string;
  readonly header_key_format?: Http1ProtocolOptions_HeaderKeyFormat;
  readonly enable_trailers?: boolean;
  readonly allow_chunked_length?: boolean;
  readonly override_stream_error_on_invalid_http_message?: google_protobuf.BoolValue;
  readonly send_fully_qualified_url?: boolean;
  readonly use_balsa_parser?: google_protobuf.BoolValue;
  readonly allow_custom_methods?: boolean;
  readonly ignore_http_11_upgrade?: readonly envoy_type_matcher_v3.StringMatcher[];
}
export type Http1ProtocolOptions_HeaderKeyFormat = object & (
  | { readonly proper_case_words?: never; readonly stateful_formatter?: never }
  | { readonly proper_case_words: Http1ProtocolOptions_HeaderKeyFormat_ProperCaseWords; readonly stateful_formatter?: never }
  | { readonly proper_case_words?: never; readonly stateful_formatter: TypedExtensionConfig }
);
export type Http1ProtocolOptions_HeaderKeyFormat_ProperCaseWords = Readonly<Record<never, never>>;
export interface Http2ProtocolOptions {
  readonly hpack_table_size?: google_protobuf.UInt32Value;
  readonly max_concurrent_streams?: google_protobuf.UInt32Value;
  readonly initial_stream_window_size?: google_protobuf.UInt32Value;
  readonly initial_connection_window_size?: google_protobuf.UInt32Value;
  readonly allow_connect?: boolean;
  readonly allow_metadata?: boolean;
  readonly max_outbound_frames?: google_protobuf.UInt32Value;
  readonly max_outbound_control_frames?: google_protobuf.UInt32Value;
  readonly max_consecutive_inbound_frames_with_empty_payload?: google_protobuf.UInt32Value;
  readonly max_inbound_priority_frames_per_stream?: google_protobuf.UInt32Value;
  readonly max_inbound_window_update_frames_per_data_frame_sent?: google_protobuf.UInt32Value;
  readonly stream_error_on_invalid_http_messaging?: boolean;
  readonly override_stream_error_on_invalid_http_message?: google_protobuf.BoolValue;
  readonly custom_settings_parameters?: readonly Http2ProtocolOptions_SettingsParameter[];
  readonly connection_keepalive?: KeepaliveSettings;
  readonly use_oghttp2_codec?: google_protobuf.BoolValue;
  readonly max_metadata_size?: google_protobuf.UInt64Value;
  readonly enable_huffman_encoding?: google_protobuf.BoolValue;
  readonly max_header_field_size_kb?: google_protobuf.UInt32Value;
  readonly disallow_obs_text?: google_protobuf.BoolValue;
  readonly stream_reset_burst?: google_protobuf.UInt64Value;
  readonly stream_reset_rate?: google_protobuf.UInt64Value;
}
export interface Http2ProtocolOptions_SettingsParameter {
  readonly identifier?: google_protobuf.UInt32Value;
  readonly value?: google_protobuf.UInt32Value;
}
export interface Http3ProtocolOptions {
  readonly quic_protocol_options?: QuicProtocolOptions;
  readonly override_stream_error_on_invalid_http_message?: google_protobuf.BoolValue;
  readonly allow_extended_connect?: boolean;
  readonly allow_metadata?: boolean;
  readonly disable_qpack?: boolean;
  readonly disable_connection_flow_control_for_streams?: boolean;
  readonly disallow_obs_text?: google_protobuf.BoolValue;
}
export interface HttpProtocolOptions {
  readonly idle_timeout?: google_protobuf.Duration;
  readonly max_connection_duration?: google_protobuf.Duration;
  readonly max_connection_duration_jitter?: envoy_type_v3.Percent;
  readonly max_headers_count?: google_protobuf.UInt32Value;
  readonly max_response_headers_kb?: google_protobuf.UInt32Value;
  readonly max_stream_duration?: google_protobuf.Duration;
  readonly headers_with_underscores_action?: HttpProtocolOptions_HeadersWithUnderscoresAction;
  readonly max_requests_per_connection?: google_protobuf.UInt32Value;
}
export const HttpProtocolOptions_HeadersWithUnderscoresAction = {
  ALLOW: 0,
  REJECT_REQUEST: 1,
  DROP_HEADER: 2,
} as const;
export type HttpProtocolOptions_HeadersWithUnderscoresAction = (typeof HttpProtocolOptions_HeadersWithUnderscoresAction)[keyof typeof HttpProtocolOptions_HeadersWithUnderscoresAction];
export interface HttpService {
  readonly http_uri?: HttpUri;
  readonly request_headers_to_add?: readonly HeaderValueOption[];
  readonly formatters?: readonly TypedExtensionConfig[];
}
export type HttpUri = {
  readonly uri?: string;
  readonly timeout?: google_protobuf.Duration;
} & (
  | { readonly cluster?: never }
  | { readonly cluster: string }
);
export interface JsonFormatOptions {
  readonly sort_properties?: boolean;
}
export interface KeepaliveSettings {
  readonly interval?: google_protobuf.Duration;
  readonly timeout?: google_protobuf.Duration;
  readonly interval_jitter?: envoy_type_v3.Percent;
  readonly connection_idle_interval?: google_protobuf.Duration;
}
export interface KeyValue {
  readonly key?: string;
  readonly value?: Uint8Array;
}
export interface KeyValueAppend {
  readonly record?: KeyValuePair;
  readonly entry?: KeyValue;
  readonly action?: KeyValueAppend_KeyValueAppendAction;
}
export const KeyValueAppend_KeyValueAppendAction = {
  APPEND_IF_EXISTS_OR_ADD: 0,
  ADD_IF_ABSENT: 1,
  OVERWRITE_IF_EXISTS_OR_ADD: 2,
  OVERWRITE_IF_EXISTS: 3,
} as const;
export type KeyValueAppend_KeyValueAppendAction = (typeof KeyValueAppend_KeyValueAppendAction)[keyof typeof KeyValueAppend_KeyValueAppendAction];
export interface KeyValueMutation {
  readonly append?: KeyValueAppend;
  readonly remove?: string;
}
export interface KeyValuePair {
  readonly key?: string;
  readonly value?: google_protobuf.Value;
}
export interface Locality {
  readonly region?: string;
  readonly zone?: string;
  readonly sub_zone?: string;
}
export interface Metadata {
  readonly filter_metadata?: Readonly<Record<string, google_protobuf.Struct>>;
  readonly typed_filter_metadata?: Readonly<Record<string, google_protobuf.Any>>;
}
export type Node = {
  readonly id?: string;
  readonly cluster?: string;
  readonly metadata?: google_protobuf.Struct;
  readonly dynamic_parameters?: Readonly<Record<string, xds_core_v3.ContextParams>>;
  readonly locality?: Locality;
  readonly user_agent_name?: string;
  readonly extensions?: readonly Extension[];
  readonly client_features?: readonly string[];
  readonly listening_addresses?: readonly Address[];
} & (
  | { readonly user_agent_version?: never; readonly user_agent_build_version?: never }
  | { readonly user_agent_version: string; readonly user_agent_build_version?: never }
  | { readonly user_agent_version?: never; readonly user_agent_build_version: BuildVersion }
);
export interface PathConfigSource {
  readonly path?: string;
  readonly watched_directory?: WatchedDirectory;
  readonly poll_interval?: google_protobuf.Duration;
}
export interface PerHostConfig {
  readonly added_tlvs?: readonly TlvEntry[];
}
export interface Pipe {
  readonly path?: string;
  readonly mode?: number;
}
export interface ProxyProtocolConfig {
  readonly version?: ProxyProtocolConfig_Version;
  readonly pass_through_tlvs?: ProxyProtocolPassThroughTLVs;
  readonly added_tlvs?: readonly TlvEntry[];
}
export const ProxyProtocolConfig_Version = {
  V1: 0,
  V2: 1,
} as const;
export type ProxyProtocolConfig_Version = (typeof ProxyProtocolConfig_Version)[keyof typeof ProxyProtocolConfig_Version];
export interface ProxyProtocolPassThroughTLVs {
  readonly match_type?: ProxyProtocolPassThroughTLVs_PassTLVsMatchType;
  readonly tlv_type?: readonly number[];
}
export const ProxyProtocolPassThroughTLVs_PassTLVsMatchType = {
  INCLUDE_ALL: 0,
  INCLUDE: 1,
} as const;
export type ProxyProtocolPassThroughTLVs_PassTLVsMatchType = (typeof ProxyProtocolPassThroughTLVs_PassTLVsMatchType)[keyof typeof ProxyProtocolPassThroughTLVs_PassTLVsMatchType];
export interface QueryParameter {
  readonly key?: string;
  readonly value?: string;
}
export interface QuicKeepAliveSettings {
  readonly max_interval?: google_protobuf.Duration;
  readonly initial_interval?: google_protobuf.Duration;
}
export interface QuicProtocolOptions {
  readonly max_concurrent_streams?: google_protobuf.UInt32Value;
  readonly initial_stream_window_size?: google_protobuf.UInt32Value;
  readonly initial_connection_window_size?: google_protobuf.UInt32Value;
  readonly num_timeouts_to_trigger_port_migration?: google_protobuf.UInt32Value;
  readonly connection_keepalive?: QuicKeepAliveSettings;
  readonly connection_options?: string;
  readonly client_connection_options?: string;
  readonly idle_network_timeout?: google_protobuf.Duration;
  readonly max_packet_length?: google_protobuf.UInt64Value;
  readonly client_packet_writer?: TypedExtensionConfig;
  readonly connection_migration?: QuicProtocolOptions_ConnectionMigrationSettings;
  readonly memory_reduction_timeout?: google_protobuf.Duration;
  readonly enable_scone?: google_protobuf.BoolValue;
}
export interface QuicProtocolOptions_ConnectionMigrationSettings {
  readonly migrate_idle_connections?: QuicProtocolOptions_ConnectionMigrationSettings_MigrateIdleConnectionSettings;
  readonly max_time_on_non_default_network?: google_protobuf.Duration;
}
export interface QuicProtocolOptions_ConnectionMigrationSettings_MigrateIdleConnectionSettings {
  readonly max_idle_time_before_migration?: google_protobuf.Duration;
}
export interface RateLimitSettings {
  readonly max_tokens?: google_protobuf.UInt32Value;
  readonly fill_rate?: google_protobuf.DoubleValue;
}
export interface RemoteDataSource {
  readonly http_uri?: HttpUri;
  readonly sha256?: string;
  readonly retry_policy?: RetryPolicy;
}
export const RequestMethod = {
  METHOD_UNSPECIFIED: 0,
  GET: 1,
  HEAD: 2,
  POST: 3,
  PUT: 4,
  DELETE: 5,
  CONNECT: 6,
  OPTIONS: 7,
  TRACE: 8,
  PATCH: 9,
} as const;
export type RequestMethod = (typeof RequestMethod)[keyof typeof RequestMethod];
export interface RetryPolicy {
  readonly retry_back_off?: BackoffStrategy;
  readonly num_retries?: google_protobuf.UInt32Value;
  readonly retry_on?: string;
  readonly retry_priority?: RetryPolicy_RetryPriority;
  readonly retry_host_predicate?: readonly RetryPolicy_RetryHostPredicate[];
  readonly host_selection_retry_max_attempts?: number;
}
export type RetryPolicy_RetryHostPredicate = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export type RetryPolicy_RetryPriority = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export const RoutingPriority = {
  DEFAULT: 0,
  HIGH: 1,
} as const;
export type RoutingPriority = (typeof RoutingPriority)[keyof typeof RoutingPriority];
export interface RuntimeDouble {
  readonly default_value?: number;
  readonly runtime_key?: string;
}
export interface RuntimeFeatureFlag {
  readonly default_value?: google_protobuf.BoolValue;
  readonly runtime_key?: string;
}
export interface RuntimeFractionalPercent {
  readonly default_value?: envoy_type_v3.FractionalPercent;
  readonly runtime_key?: string;
}
export interface RuntimePercent {
  readonly default_value?: envoy_type_v3.Percent;
  readonly runtime_key?: string;
}
export interface RuntimeUInt32 {
  readonly default_value?: number;
  readonly runtime_key?: string;
}
export interface RuntimeUInt64 {
  readonly default_value?: number;
  readonly runtime_key?: string;
}
export type SchemeHeaderTransformation = {
  readonly match_upstream?: boolean;
} & (
  | { readonly scheme_to_overwrite?: never }
  | { readonly scheme_to_overwrite: string }
);
export interface SelfConfigSource {
  readonly transport_api_version?: ApiVersion;
}
export type SocketAddress = {
  readonly protocol?: SocketAddress_Protocol;
  readonly address?: string;
  readonly resolver_name?: string;
  readonly ipv4_compat?: boolean;
  readonly network_namespace_filepath?: string;
} & (
  | { readonly port_value?: never; readonly named_port?: never }
  | { readonly port_value: number; readonly named_port?: never }
  | { readonly port_value?: never; readonly named_port: string }
);
export const SocketAddress_Protocol = {
  TCP: 0,
  UDP: 1,
} as const;
export type SocketAddress_Protocol = (typeof SocketAddress_Protocol)[keyof typeof SocketAddress_Protocol];
export interface SocketCmsgHeaders {
  readonly level?: google_protobuf.UInt32Value;
  readonly type?: google_protobuf.UInt32Value;
  readonly expected_size?: number;
}
export type SocketOption = {
  readonly description?: string;
  readonly level?: number;
  readonly name?: number;
  readonly state?: SocketOption_SocketState;
  readonly type?: SocketOption_SocketType;
  readonly ip_version?: SocketOption_SocketIpVersion;
} & (
  | { readonly int_value?: never; readonly buf_value?: never }
  | { readonly int_value: number; readonly buf_value?: never }
  | { readonly int_value?: never; readonly buf_value: Uint8Array }
);
export const SocketOption_SocketIpVersion = {
  SOCKET_IP_VERSION_UNSPECIFIED: 0,
  SOCKET_IP_VERSION_IPV4: 1,
  SOCKET_IP_VERSION_IPV6: 2,
} as const;
export type SocketOption_SocketIpVersion = (typeof SocketOption_SocketIpVersion)[keyof typeof SocketOption_SocketIpVersion];
export const SocketOption_SocketState = {
  STATE_PREBIND: 0,
  STATE_BOUND: 1,
  STATE_LISTENING: 2,
} as const;
export type SocketOption_SocketState = (typeof SocketOption_SocketState)[keyof typeof SocketOption_SocketState];
export interface SocketOption_SocketType {
  readonly stream?: SocketOption_SocketType_Stream;
  readonly datagram?: SocketOption_SocketType_Datagram;
}
export type SocketOption_SocketType_Datagram = Readonly<Record<never, never>>;
export type SocketOption_SocketType_Stream = Readonly<Record<never, never>>;
export interface SocketOptionsOverride {
  readonly socket_options?: readonly SocketOption[];
}
export type SubstitutionFormatString = {
  readonly omit_empty_values?: boolean;
  readonly content_type?: string;
  readonly formatters?: readonly TypedExtensionConfig[];
  readonly json_format_options?: JsonFormatOptions;
} & (
  | { readonly text_format?: never; readonly json_format?: never; readonly text_format_source?: never }
  | { readonly text_format: string; readonly json_format?: never; readonly text_format_source?: never }
  | { readonly text_format?: never; readonly json_format: google_protobuf.Struct; readonly text_format_source?: never }
  | { readonly text_format?: never; readonly json_format?: never; readonly text_format_source: DataSource }
);
export interface TcpKeepalive {
  readonly keepalive_probes?: google_protobuf.UInt32Value;
  readonly keepalive_time?: google_protobuf.UInt32Value;
  readonly keepalive_interval?: google_protobuf.UInt32Value;
}
export type TcpProtocolOptions = Readonly<Record<never, never>>;
export interface TlvEntry {
  readonly type?: number;
  readonly value?: Uint8Array;
  readonly format_string?: SubstitutionFormatString;
}
export const TrafficDirection = {
  UNSPECIFIED: 0,
  INBOUND: 1,
  OUTBOUND: 2,
} as const;
export type TrafficDirection = (typeof TrafficDirection)[keyof typeof TrafficDirection];
export type TransportSocket = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface TypedExtensionConfig {
  readonly name?: string;
  readonly typed_config?: google_protobuf.Any;
}
export interface UdpSocketConfig {
  readonly max_rx_datagram_size?: google_protobuf.UInt64Value;
  readonly prefer_gro?: google_protobuf.BoolValue;
}
export interface UpstreamHttpProtocolOptions {
  readonly auto_sni?: boolean;
  readonly auto_san_validation?: boolean;
  readonly override_auto_sni_header?: string;
}
export interface WatchedDirectory {
  readonly path?: string;
  readonly watch_modify?: boolean;
}
