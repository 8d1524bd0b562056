// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../../../envoy/config/accesslog/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface Route {
  readonly cluster?: string;
}
export type UdpProxyConfig = {
  readonly stat_prefix?: string;
  readonly idle_timeout?: google_protobuf.Duration;
  readonly use_original_src_ip?: boolean;
  readonly hash_policies?: readonly UdpProxyConfig_HashPolicy[];
  readonly upstream_socket_config?: envoy_config_core_v3.UdpSocketConfig;
  readonly use_per_packet_load_balancing?: boolean;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly proxy_access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly session_filters?: readonly UdpProxyConfig_SessionFilter[];
  readonly tunneling_config?: UdpProxyConfig_UdpTunnelingConfig;
  readonly access_log_options?: UdpProxyConfig_UdpAccessLogOptions;
} & (
  | { readonly cluster?: never; readonly matcher?: never }
  | { readonly cluster: string; readonly matcher?: never }
  | { readonly cluster?: never; readonly matcher: xds_type_matcher_v3.Matcher }
);
export type UdpProxyConfig_HashPolicy = object & (
  | { readonly source_ip?: never; readonly key?: never }
  | { readonly source_ip: boolean; readonly key?: never }
  | { readonly source_ip?: never; readonly key: string }
);
export type UdpProxyConfig_SessionFilter = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never; readonly config_discovery?: never }
  | { readonly typed_config: google_protobuf.Any; readonly config_discovery?: never }
  | { readonly typed_config?: never; readonly config_discovery: envoy_config_core_v3.ExtensionConfigSource }
);
export interface UdpProxyConfig_UdpAccessLogOptions {
  readonly access_log_flush_interval?: google_protobuf.Duration;
  readonly flush_access_log_on_tunnel_connected?: boolean;
}
export interface UdpProxyConfig_UdpTunnelingConfig {
  readonly proxy_host?: string;
  readonly proxy_port?: google_protobuf.UInt32Value;
  readonly target_host?: string;
  readonly default_target_port?: number;
  readonly use_post?: boolean;
  readonly post_path?: string;
  readonly retry_options?: UdpProxyConfig_UdpTunnelingConfig_RetryOptions;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly buffer_options?: UdpProxyConfig_UdpTunnelingConfig_BufferOptions;
  readonly propagate_response_headers?: boolean;
  readonly propagate_response_trailers?: boolean;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
export interface UdpProxyConfig_UdpTunnelingConfig_BufferOptions {
  readonly max_buffered_datagrams?: google_protobuf.UInt32Value;
  readonly max_buffered_bytes?: google_protobuf.UInt64Value;
}
export interface UdpProxyConfig_UdpTunnelingConfig_RetryOptions {
  readonly max_connect_attempts?: google_protobuf.UInt32Value;
  readonly backoff_options?: envoy_config_core_v3.BackoffStrategy;
}
