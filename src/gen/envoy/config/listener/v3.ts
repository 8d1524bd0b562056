// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../envoy/config/accesslog/v3.ts";
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_metrics_v3 from "../../../envoy/config/metrics/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as xds_core_v3 from "../../../xds/core/v3.ts";
import type * as xds_type_matcher_v3 from "../../../xds/type/matcher/v3.ts";
export type ActiveRawUdpListenerConfig = Readonly<Record<never, never>>;
export interface AdditionalAddress {
  readonly address?: envoy_config_core_v3.Address;
  readonly socket_options?: envoy_config_core_v3.SocketOptionsOverride;
  readonly tcp_keepalive?: envoy_config_core_v3.TcpKeepalive;
}
export interface ApiListener {
  readonly api_listener?: google_protobuf.Any;
}
export type Filter = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never; readonly config_discovery?: never }
  | { readonly typed_config: google_protobuf.Any; readonly config_discovery?: never }
  | { readonly typed_config?: never; readonly config_discovery: envoy_config_core_v3.ExtensionConfigSource }
);
export interface FilterChain {
  readonly filter_chain_match?: FilterChainMatch;
  readonly filters?: readonly Filter[];
  readonly use_proxy_proto?: google_protobuf.BoolValue;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
  readonly transport_socket_connect_timeout?: google_protobuf.Duration;
  readonly name?: string;
}
export interface FilterChainMatch {
  readonly destination_port?: google_protobuf.UInt32Value;
  readonly prefix_ranges?: readonly envoy_config_core_v3.CidrRange[];
  readonly address_suffix?: string;
  readonly suffix_len?: google_protobuf.UInt32Value;
  readonly direct_source_prefix_ranges?: readonly envoy_config_core_v3.CidrRange[];
  readonly source_type?: FilterChainMatch_ConnectionSourceType;
  readonly source_prefix_ranges?: readonly envoy_config_core_v3.CidrRange[];
  readonly source_ports?: readonly number[];
  readonly server_names?: readonly string[];
  readonly transport_protocol?: string;
  readonly application_protocols?: readonly string[];
}
export const FilterChainMatch_ConnectionSourceType = {
  ANY: 0,
  SAME_IP_OR_LOOPBACK: 1,
  EXTERNAL: 2,
} as const;
export type FilterChainMatch_ConnectionSourceType = (typeof FilterChainMatch_ConnectionSourceType)[keyof typeof FilterChainMatch_ConnectionSourceType];
export type Listener = {
  readonly name?: string;
  readonly address?: envoy_config_core_v3.Address;
  readonly additional_addresses?: readonly AdditionalAddress[];
  readonly stat_prefix?: string;
  readonly stats_matcher?: envoy_config_metrics_v3.StatsMatcher;
  readonly filter_chains?: readonly FilterChain[];
  readonly fcds_config?: Listener_FcdsConfig;
  readonly filter_chain_matcher?: xds_type_matcher_v3.Matcher;
  readonly use_original_dst?: google_protobuf.BoolValue;
  readonly default_filter_chain?: FilterChain;
  readonly per_connection_buffer_limit_bytes?: google_protobuf.UInt32Value;
  readonly per_connection_buffer_high_watermark_timeout?: google_protobuf.Duration;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly deprecated_v1?: Listener_DeprecatedV1;
  readonly drain_type?: Listener_DrainType;
  readonly listener_filters?: readonly ListenerFilter[];
  readonly listener_filters_timeout?: google_protobuf.Duration;
  readonly continue_on_listener_filters_timeout?: boolean;
  readonly transparent?: google_protobuf.BoolValue;
  readonly freebind?: google_protobuf.BoolValue;
  readonly socket_options?: readonly envoy_config_core_v3.SocketOption[];
  readonly tcp_fast_open_queue_length?: google_protobuf.UInt32Value;
  readonly traffic_direction?: envoy_config_core_v3.TrafficDirection;
  readonly udp_listener_config?: UdpListenerConfig;
  readonly api_listener?: ApiListener;
  readonly connection_balance_config?: Listener_ConnectionBalanceConfig;
  readonly reuse_port?: boolean;
  readonly enable_reuse_port?: google_protobuf.BoolValue;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly tcp_backlog_size?: google_protobuf.UInt32Value;
  readonly max_connections_to_accept_per_socket_event?: google_protobuf.UInt32Value;
  readonly bind_to_port?: google_protobuf.BoolValue;
  readonly enable_mptcp?: boolean;
  readonly ignore_global_conn_limit?: boolean;
  readonly bypass_overload_manager?: boolean;
  readonly tcp_keepalive?: envoy_config_core_v3.TcpKeepalive;
} & (
  | { readonly internal_listener?: never }
  | { readonly internal_listener: Listener_InternalListenerConfig }
);
export type Listener_ConnectionBalanceConfig = object & (
  | { readonly exact_balance?: never; readonly extend_balance?: never; readonly cpu_locality_balance?: never }
  | { readonly exact_balance: Listener_ConnectionBalanceConfig_ExactBalance; readonly extend_balance?: never; readonly cpu_locality_balance?: never }
  | { readonly exact_balance?: never; readonly extend_balance: envoy_config_core_v3.TypedExtensionConfig; readonly cpu_locality_balance?: never }
  | { readonly exact_balance?: never; readonly extend_balance?: never; readonly cpu_locality_balance: Listener_ConnectionBalanceConfig_CpuLocalityBalance }
);
export type Listener_ConnectionBalanceConfig_CpuLocalityBalance = Readonly<Record<never, never>>;
export type Listener_ConnectionBalanceConfig_ExactBalance = Readonly<Record<never, never>>;
export interface Listener_DeprecatedV1 {
  readonly bind_to_port?: google_protobuf.BoolValue;
}
export const Listener_DrainType = {
  DEFAULT: 0,
  MODIFY_ONLY: 1,
} as const;
export type Listener_DrainType = (typeof Listener_DrainType)[keyof typeof Listener_DrainType];
export interface Listener_FcdsConfig {
  readonly name?: string;
  readonly config_source?: envoy_config_core_v3.ConfigSource;
}
export type Listener_InternalListenerConfig = Readonly<Record<never, never>>;
export interface ListenerCollection {
  readonly entries?: readonly xds_core_v3.CollectionEntry[];
}
export type ListenerFilter = {
  readonly name?: string;
  readonly filter_disabled?: ListenerFilterChainMatchPredicate;
} & (
  | { readonly typed_config?: never; readonly config_discovery?: never }
  | { readonly typed_config: google_protobuf.Any; readonly config_discovery?: never }
  | { readonly typed_config?: never; readonly config_discovery: envoy_config_core_v3.ExtensionConfigSource }
);
export type ListenerFilterChainMatchPredicate = object & (
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly destination_port_range?: never }
  | { readonly or_match: ListenerFilterChainMatchPredicate_MatchSet; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly destination_port_range?: never }
  | { readonly or_match?: never; readonly and_match: ListenerFilterChainMatchPredicate_MatchSet; readonly not_match?: never; readonly any_match?: never; readonly destination_port_range?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match: ListenerFilterChainMatchPredicate; readonly any_match?: never; readonly destination_port_range?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match: boolean; readonly destination_port_range?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly destination_port_range: envoy_type_v3.Int32Range }
);
export interface ListenerFilterChainMatchPredicate_MatchSet {
  readonly rules?: readonly ListenerFilterChainMatchPredicate[];
}
export interface QuicProtocolOptions {
  readonly quic_protocol_options?: envoy_config_core_v3.QuicProtocolOptions;
  readonly idle_timeout?: google_protobuf.Duration;
  readonly crypto_handshake_timeout?: google_protobuf.Duration;
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly packets_to_read_to_connection_count_ratio?: google_protobuf.UInt32Value;
  readonly crypto_stream_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly proof_source_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly connection_id_generator_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly server_preferred_address_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly send_disable_active_migration?: google_protobuf.BoolValue;
  readonly connection_debug_visitor_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly save_cmsg_config?: readonly envoy_config_core_v3.SocketCmsgHeaders[];
  readonly reject_new_connections?: boolean;
  readonly max_sessions_per_event_loop?: google_protobuf.UInt32Value;
}
export interface UdpListenerConfig {
  readonly downstream_socket_config?: envoy_config_core_v3.UdpSocketConfig;
  readonly quic_options?: QuicProtocolOptions;
  readonly udp_packet_packet_writer_config?: envoy_config_core_v3.TypedExtensionConfig;
}
