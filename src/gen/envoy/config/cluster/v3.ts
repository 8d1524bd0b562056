// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_endpoint_v3 from "../../../envoy/config/endpoint/v3.ts";
import type * as envoy_config_metrics_v3 from "../../../envoy/config/metrics/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_metadata_v3 from "../../../envoy/type/metadata/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as xds_core_v3 from "../../../xds/core/v3.ts";
import type * as xds_type_matcher_v3 from "../../../xds/type/matcher/v3.ts";
export interface CircuitBreakers {
  readonly thresholds?: readonly CircuitBreakers_Thresholds[];
  readonly per_host_thresholds?: readonly CircuitBreakers_Thresholds[];
}
export interface CircuitBreakers_Thresholds {
  readonly priority?: envoy_config_core_v3.RoutingPriority;
  readonly max_connections?: google_protobuf.UInt32Value;
  readonly max_pending_requests?: google_protobuf.UInt32Value;
  readonly max_requests?: google_protobuf.UInt32Value;
  readonly max_retries?: google_protobuf.UInt32Value;
  readonly retry_budget?: CircuitBreakers_Thresholds_RetryBudget;
  readonly track_remaining?: boolean;
  readonly max_connection_pools?: google_protobuf.UInt32Value;
}
export interface CircuitBreakers_Thresholds_RetryBudget {
  readonly budget_percent?: envoy_type_v3.Percent;
  readonly budget_interval?: google_protobuf.Duration;
  readonly min_retry_concurrency?: google_protobuf.UInt32Value;
}
export type Cluster = {
  readonly transport_socket_matches?: readonly Cluster_TransportSocketMatch[];
  readonly transport_socket_matcher?: xds_type_matcher_v3.Matcher;
  readonly name?: string;
  readonly alt_stat_name?: string;
  readonly stats_matcher?: envoy_config_metrics_v3.StatsMatcher;
  readonly eds_cluster_config?: Cluster_EdsClusterConfig;
  readonly connect_timeout?: google_protobuf.Duration;
  readonly per_connection_buffer_limit_bytes?: google_protobuf.UInt32Value;
  readonly per_connection_buffer_high_watermark_timeout?: google_protobuf.Duration;
  readonly lb_policy?: Cluster_LbPolicy;
  readonly load_assignment?: envoy_config_endpoint_v3.ClusterLoadAssignment;
  readonly health_checks?: readonly envoy_config_core_v3.HealthCheck[];
  readonly max_requests_per_connection?: google_protobuf.UInt32Value;
  readonly circuit_breakers?: CircuitBreakers;
  readonly upstream_http_protocol_options?: envoy_config_core_v3.UpstreamHttpProtocolOptions;
  readonly common_http_protocol_options?: envoy_config_core_v3.HttpProtocolOptions;
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions;
  readonly typed_extension_protocol_options?: Readonly<Record<string, google_protobuf.Any>>;
  readonly dns_refresh_rate?: google_protobuf.Duration;
  readonly dns_jitter?: google_protobuf.Duration;
  readonly dns_failure_refresh_rate?: Cluster_RefreshRate;
  readonly respect_dns_ttl?: boolean;
  readonly dns_lookup_family?: Cluster_DnsLookupFamily;
  readonly dns_resolvers?: readonly envoy_config_core_v3.Address[];
  readonly use_tcp_for_dns_lookups?: boolean;
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly wait_for_warm_on_init?: google_protobuf.BoolValue;
  readonly outlier_detection?: OutlierDetection;
  readonly cleanup_interval?: google_protobuf.Duration;
  readonly upstream_bind_config?: envoy_config_core_v3.BindConfig;
  readonly lb_subset_config?: Cluster_LbSubsetConfig;
  readonly common_lb_config?: Cluster_CommonLbConfig;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly protocol_selection?: Cluster_ClusterProtocolSelection;
  readonly upstream_connection_options?: UpstreamConnectionOptions;
  readonly close_connections_on_host_health_failure?: boolean;
  readonly ignore_health_on_host_removal?: boolean;
  readonly filters?: readonly Filter[];
  readonly load_balancing_policy?: LoadBalancingPolicy;
  readonly lrs_server?: envoy_config_core_v3.ConfigSource;
  readonly lrs_report_endpoint_metrics?: readonly string[];
  readonly track_timeout_budgets?: boolean;
  readonly upstream_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly track_cluster_stats?: TrackClusterStats;
  readonly preconnect_policy?: Cluster_PreconnectPolicy;
  readonly connection_pool_per_downstream_connection?: boolean;
  readonly queuing_policies?: Cluster_QueuingPolicies;
} & (
  | { readonly type?: never; readonly cluster_type?: never }
  | { readonly type: Cluster_DiscoveryType; readonly cluster_type?: never }
  | { readonly type?: never; readonly cluster_type: Cluster_CustomClusterType }
) & (
  | { readonly ring_hash_lb_config?: never; readonly maglev_lb_config?: never; readonly original_dst_lb_config?: never; readonly least_request_lb_config?: never; readonly round_robin_lb_config?: never }
  | { readonly ring_hash_lb_config: Cluster_RingHashLbConfig; readonly maglev_lb_config?: never; readonly original_dst_lb_config?: never; readonly least_request_lb_config?: never; readonly round_robin_lb_config?: never }
  | { readonly ring_hash_lb_config?: never; readonly maglev_lb_config: Cluster_MaglevLbConfig; readonly original_dst_lb_config?: never; readonly least_request_lb_config?: never; readonly round_robin_lb_config?: never }
  | { readonly ring_hash_lb_config?: never; readonly maglev_lb_config?: never; readonly original_dst_lb_config: Cluster_OriginalDstLbConfig; readonly least_request_lb_config?: never; readonly round_robin_lb_config?: never }
  | { readonly ring_hash_lb_config?: never; readonly maglev_lb_config?: never; readonly original_dst_lb_config?: never; readonly least_request_lb_config: Cluster_LeastRequestLbConfig; readonly round_robin_lb_config?: never }
  | { readonly ring_hash_lb_config?: never; readonly maglev_lb_config?: never; readonly original_dst_lb_config?: never; readonly least_request_lb_config?: never; readonly round_robin_lb_config: Cluster_RoundRobinLbConfig }
);
export const Cluster_ClusterProtocolSelection = {
  USE_CONFIGURED_PROTOCOL: 0,
  USE_DOWNSTREAM_PROTOCOL: 1,
} as const;
export type Cluster_ClusterProtocolSelection = (typeof Cluster_ClusterProtocolSelection)[keyof typeof Cluster_ClusterProtocolSelection];
export type Cluster_CommonLbConfig = {
  readonly healthy_panic_threshold?: envoy_type_v3.Percent;
  readonly update_merge_window?: google_protobuf.Duration;
  readonly ignore_new_hosts_until_first_hc?: boolean;
  readonly close_connections_on_host_set_change?: boolean;
  readonly consistent_hashing_lb_config?: Cluster_CommonLbConfig_ConsistentHashingLbConfig;
  readonly override_host_status?: envoy_config_core_v3.HealthStatusSet;
} & (
  | { readonly zone_aware_lb_config?: never; readonly locality_weighted_lb_config?: never }
  | { readonly zone_aware_lb_config: Cluster_CommonLbConfig_ZoneAwareLbConfig; readonly locality_weighted_lb_config?: never }
  | { readonly zone_aware_lb_config?: never; readonly locality_weighted_lb_config: Cluster_CommonLbConfig_LocalityWeightedLbConfig }
);
export interface Cluster_CommonLbConfig_ConsistentHashingLbConfig {
  readonly use_hostname_for_hashing?: boolean;
  readonly hash_balance_factor?: google_protobuf.UInt32Value;
}
export type Cluster_CommonLbConfig_LocalityWeightedLbConfig = Readonly<Record<never, never>>;
export interface Cluster_CommonLbConfig_ZoneAwareLbConfig {
  readonly routing_enabled?: envoy_type_v3.Percent;
  readonly min_cluster_size?: google_protobuf.UInt64Value;
  readonly fail_traffic_on_panic?: boolean;
}
export interface Cluster_CustomClusterType {
  readonly name?: string;
  readonly typed_config?: google_protobuf.Any;
}
export const Cluster_DiscoveryType = {
  STATIC: 0,
  STRICT_DNS: 1,
  LOGICAL_DNS: 2,
  EDS: 3,
  ORIGINAL_DST: 4,
} as const;
export type Cluster_DiscoveryType = (typeof Cluster_DiscoveryType)[keyof typeof Cluster_DiscoveryType];
export const Cluster_DnsLookupFamily = {
  AUTO: 0,
  V4_ONLY: 1,
  V6_ONLY: 2,
  V4_PREFERRED: 3,
  ALL: 4,
} as const;
export type Cluster_DnsLookupFamily = (typeof Cluster_DnsLookupFamily)[keyof typeof Cluster_DnsLookupFamily];
export interface Cluster_EdsClusterConfig {
  readonly eds_config?: envoy_config_core_v3.ConfigSource;
  readonly service_name?: string;
}
export const Cluster_LbPolicy = {
  ROUND_ROBIN: 0,
  LEAST_REQUEST: 1,
  RING_HASH: 2,
  RANDOM: 3,
  MAGLEV: 5,
  CLUSTER_PROVIDED: 6,
  LOAD_BALANCING_POLICY_CONFIG: 7,
} as const;
export type Cluster_LbPolicy = (typeof Cluster_LbPolicy)[keyof typeof Cluster_LbPolicy];
export interface Cluster_LbSubsetConfig {
  readonly fallback_policy?: Cluster_LbSubsetConfig_LbSubsetFallbackPolicy;
  readonly default_subset?: google_protobuf.Struct;
  readonly subset_selectors?: readonly Cluster_LbSubsetConfig_LbSubsetSelector[];
  readonly locality_weight_aware?: boolean;
  readonly scale_locality_weight?: boolean;
  readonly panic_mode_any?: boolean;
  readonly list_as_any?: boolean;
  readonly metadata_fallback_policy?: Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy;
}
export const Cluster_LbSubsetConfig_LbSubsetFallbackPolicy = {
  NO_FALLBACK: 0,
  ANY_ENDPOINT: 1,
  DEFAULT_SUBSET: 2,
} as const;
export type Cluster_LbSubsetConfig_LbSubsetFallbackPolicy = (typeof Cluster_LbSubsetConfig_LbSubsetFallbackPolicy)[keyof typeof Cluster_LbSubsetConfig_LbSubsetFallbackPolicy];
export const Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy = {
  METADATA_NO_FALLBACK: 0,
  FALLBACK_LIST: 1,
} as const;
export type Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy = (typeof Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy)[keyof typeof Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy];
export interface Cluster_LbSubsetConfig_LbSubsetSelector {
  readonly keys?: readonly string[];
  readonly single_host_per_subset?: boolean;
  readonly fallback_policy?: Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy;
  readonly fallback_keys_subset?: readonly string[];
}
export const Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy = {
  NOT_DEFINED: 0,
  NO_FALLBACK: 1,
  ANY_ENDPOINT: 2,
  DEFAULT_SUBSET: 3,
  KEYS_SUBSET: 4,
} as const;
export type Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy = (typeof Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy)[keyof typeof Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy];
export interface Cluster_LeastRequestLbConfig {
  readonly choice_count?: google_protobuf.UInt32Value;
  readonly active_request_bias?: envoy_config_core_v3.RuntimeDouble;
  readonly slow_start_config?: Cluster_SlowStartConfig;
}
export interface Cluster_MaglevLbConfig {
  readonly table_size?: google_protobuf.UInt64Value;
}
export interface Cluster_OriginalDstLbConfig {
  readonly use_http_header?: boolean;
  readonly http_header_name?: string;
  readonly upstream_port_override?: google_protobuf.UInt32Value;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey;
}
export interface Cluster_PreconnectPolicy {
  readonly per_upstream_preconnect_ratio?: google_protobuf.DoubleValue;
  readonly predictive_preconnect_ratio?: google_protobuf.DoubleValue;
  readonly preconnect_enabled_metadata?: envoy_type_matcher_v3.MetadataMatcher;
}
export interface Cluster_QueuingPolicies {
  readonly pending_rq_policy?: envoy_config_core_v3.TypedExtensionConfig;
}
export interface Cluster_RefreshRate {
  readonly base_interval?: google_protobuf.Duration;
  readonly max_interval?: google_protobuf.Duration;
}
export interface Cluster_RingHashLbConfig {
  readonly minimum_ring_size?: google_protobuf.UInt64Value;
  readonly hash_function?: Cluster_RingHashLbConfig_HashFunction;
  readonly maximum_ring_size?: google_protobuf.UInt64Value;
}
export const Cluster_RingHashLbConfig_HashFunction = {
  XX_HASH: 0,
  MURMUR_HASH_2: 1,
} as const;
export type Cluster_RingHashLbConfig_HashFunction = (typeof Cluster_RingHashLbConfig_HashFunction)[keyof typeof Cluster_RingHashLbConfig_HashFunction];
export interface Cluster_RoundRobinLbConfig {
  readonly slow_start_config?: Cluster_SlowStartConfig;
}
export interface Cluster_SlowStartConfig {
  readonly slow_start_window?: google_protobuf.Duration;
  readonly aggression?: envoy_config_core_v3.RuntimeDouble;
  readonly min_weight_percent?: envoy_type_v3.Percent;
}
export interface Cluster_TransportSocketMatch {
  readonly name?: string;
  readonly match?: google_protobuf.Struct;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
}
export interface ClusterCollection {
  readonly entries?: xds_core_v3.CollectionEntry;
}
export interface Filter {
  readonly name?: string;
  readonly typed_config?: google_protobuf.Any;
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource;
}
export interface LoadBalancingPolicy {
  readonly policies?: readonly LoadBalancingPolicy_Policy[];
}
export interface LoadBalancingPolicy_Policy {
  readonly typed_extension_config?: envoy_config_core_v3.TypedExtensionConfig;
}
export interface OutlierDetection {
  readonly consecutive_5xx?: google_protobuf.UInt32Value;
  readonly interval?: google_protobuf.Duration;
  readonly base_ejection_time?: google_protobuf.Duration;
  readonly max_ejection_percent?: google_protobuf.UInt32Value;
  readonly enforcing_consecutive_5xx?: google_protobuf.UInt32Value;
  readonly enforcing_success_rate?: google_protobuf.UInt32Value;
  readonly success_rate_minimum_hosts?: google_protobuf.UInt32Value;
  readonly success_rate_request_volume?: google_protobuf.UInt32Value;
  readonly success_rate_stdev_factor?: google_protobuf.UInt32Value;
  readonly consecutive_gateway_failure?: google_protobuf.UInt32Value;
  readonly enforcing_consecutive_gateway_failure?: google_protobuf.UInt32Value;
  readonly split_external_local_origin_errors?: boolean;
  readonly consecutive_local_origin_failure?: google_protobuf.UInt32Value;
  readonly enforcing_consecutive_local_origin_failure?: google_protobuf.UInt32Value;
  readonly enforcing_local_origin_success_rate?: google_protobuf.UInt32Value;
  readonly failure_percentage_threshold?: google_protobuf.UInt32Value;
  readonly enforcing_failure_percentage?: google_protobuf.UInt32Value;
  readonly enforcing_failure_percentage_local_origin?: google_protobuf.UInt32Value;
  readonly failure_percentage_minimum_hosts?: google_protobuf.UInt32Value;
  readonly failure_percentage_request_volume?: google_protobuf.UInt32Value;
  readonly max_ejection_time?: google_protobuf.Duration;
  readonly max_ejection_time_jitter?: google_protobuf.Duration;
  readonly successful_active_health_check_uneject_host?: google_protobuf.BoolValue;
  readonly monitors?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly always_eject_one_host?: google_protobuf.BoolValue;
  readonly detect_degraded_hosts?: google_protobuf.BoolValue;
}
export interface TrackClusterStats {
  readonly timeout_budgets?: boolean;
  readonly request_response_sizes?: boolean;
  readonly per_endpoint_stats?: boolean;
}
export interface UpstreamConnectionOptions {
  readonly tcp_keepalive?: envoy_config_core_v3.TcpKeepalive;
  readonly set_local_interface_name_on_upstream_connections?: boolean;
  readonly happy_eyeballs_config?: UpstreamConnectionOptions_HappyEyeballsConfig;
}
export const UpstreamConnectionOptions_FirstAddressFamilyVersion = {
  DEFAULT: 0,
  V4: 1,
  V6: 2,
  PIPE: 3,
  INTERNAL: 4,
} as const;
export type UpstreamConnectionOptions_FirstAddressFamilyVersion = (typeof UpstreamConnectionOptions_FirstAddressFamilyVersion)[keyof typeof UpstreamConnectionOptions_FirstAddressFamilyVersion];
export interface UpstreamConnectionOptions_HappyEyeballsConfig {
  readonly first_address_family_version?: UpstreamConnectionOptions_FirstAddressFamilyVersion;
  readonly first_address_family_count?: google_protobuf.UInt32Value;
}
