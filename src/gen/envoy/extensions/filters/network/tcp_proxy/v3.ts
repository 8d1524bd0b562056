// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../../../envoy/config/accesslog/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_filters_network_http_connection_manager_v3 from "../../../../../envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export const ProxyProtocolTlvMergePolicy = {
  ADD_IF_ABSENT: 0,
  OVERWRITE_BY_TYPE_IF_EXISTS_OR_ADD: 1,
  APPEND_IF_EXISTS_OR_ADD: 2,
} as const;
export type ProxyProtocolTlvMergePolicy = (typeof ProxyProtocolTlvMergePolicy)[keyof typeof ProxyProtocolTlvMergePolicy];
export type TcpProxy = {
  readonly stat_prefix?: string;
  readonly on_demand?: TcpProxy_OnDemand;
  readonly metadata_match?: envoy_config_core_v3.Metadata;
  readonly idle_timeout?: google_protobuf.Duration;
  readonly downstream_idle_timeout?: google_protobuf.Duration;
  readonly upstream_idle_timeout?: google_protobuf.Duration;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly max_connect_attempts?: google_protobuf.UInt32Value;
  readonly backoff_options?: envoy_config_core_v3.BackoffStrategy;
  readonly hash_policy?: readonly envoy_type_v3.HashPolicy[];
  readonly tunneling_config?: TcpProxy_TunnelingConfig;
  readonly max_downstream_connection_duration?: google_protobuf.Duration;
  readonly max_downstream_connection_duration_jitter_percentage?: envoy_type_v3.Percent;
  readonly access_log_flush_interval?: google_protobuf.Duration;
  readonly flush_access_log_on_connected?: boolean;
  readonly access_log_options?: TcpProxy_TcpAccessLogOptions;
  readonly proxy_protocol_tlvs?: readonly envoy_config_core_v3.TlvEntry[];
  readonly proxy_protocol_tlv_merge_policy?: ProxyProtocolTlvMergePolicy;
  readonly upstream_connect_mode?: UpstreamConnectMode;
  readonly max_early_data_bytes?: google_protobuf.UInt32Value;
  readonly check_drain_close?: google_protobuf.BoolValue;
} & (
  | { readonly cluster?: never; readonly weighted_clusters?: never }
  | { readonly cluster: string; readonly weighted_clusters?: never }
  | { readonly cluster?: never; readonly weighted_clusters: TcpProxy_WeightedCluster }
);
export interface TcpProxy_OnDemand {
  readonly odcds_config?: envoy_config_core_v3.ConfigSource;
  readonly resources_locator?: string;
  readonly timeout?: google_protobuf.Duration;
}
export interface TcpProxy_TcpAccessLogOptions {
  readonly access_log_flush_interval?: google_protobuf.Duration;
  readonly flush_access_log_on_connected?: boolean;
  readonly flush_access_log_on_start?: boolean;
}
export interface TcpProxy_TunnelingConfig {
  readonly hostname?: string;
  readonly use_post?: boolean;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly propagate_response_headers?: boolean;
  readonly post_path?: string;
  readonly propagate_response_trailers?: boolean;
  readonly request_id_extension?: envoy_extensions_filters_network_http_connection_manager_v3.RequestIDExtension;
  readonly request_id_header?: string;
  readonly request_id_metadata_key?: string;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
export interface TcpProxy_WeightedCluster {
  readonly clusters?: readonly TcpProxy_WeightedCluster_ClusterWeight[];
}
export interface TcpProxy_WeightedCluster_ClusterWeight {
  readonly name?: string;
  readonly weight?: number;
  readonly metadata_match?: envoy_config_core_v3.Metadata;
}
export const UpstreamConnectMode = {
  IMMEDIATE: 0,
  ON_DOWNSTREAM_DATA: 1,
  ON_DOWNSTREAM_TLS_HANDSHAKE: 2,
} as const;
export type UpstreamConnectMode = (typeof UpstreamConnectMode)[keyof typeof UpstreamConnectMode];
