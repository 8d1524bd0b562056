// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_bootstrap_v3 from "../../envoy/config/bootstrap/v3.ts";
import type * as envoy_config_cluster_v3 from "../../envoy/config/cluster/v3.ts";
import type * as envoy_config_core_v3 from "../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../envoy/type/v3.ts";
import type * as google_protobuf from "../../google/protobuf.ts";
export interface BootstrapConfigDump {
  readonly bootstrap?: envoy_config_bootstrap_v3.Bootstrap;
  readonly last_updated?: google_protobuf.Timestamp;
}
export const ClientResourceStatus = {
  UNKNOWN: 0,
  REQUESTED: 1,
  DOES_NOT_EXIST: 2,
  ACKED: 3,
  NACKED: 4,
  RECEIVED_ERROR: 5,
  TIMEOUT: 6,
} as const;
export type ClientResourceStatus = (typeof ClientResourceStatus)[keyof typeof ClientResourceStatus];
export interface ClusterStatus {
  readonly name?: string;
  readonly added_via_api?: boolean;
  readonly success_rate_ejection_threshold?: envoy_type_v3.Percent;
  readonly host_statuses?: readonly HostStatus[];
  readonly local_origin_success_rate_ejection_threshold?: envoy_type_v3.Percent;
  readonly circuit_breakers?: envoy_config_cluster_v3.CircuitBreakers;
  readonly observability_name?: string;
  readonly eds_service_name?: string;
}
export interface Clusters {
  readonly cluster_statuses?: readonly ClusterStatus[];
}
export interface ClustersConfigDump {
  readonly version_info?: string;
  readonly static_clusters?: readonly ClustersConfigDump_StaticCluster[];
  readonly dynamic_active_clusters?: readonly ClustersConfigDump_DynamicCluster[];
  readonly dynamic_warming_clusters?: readonly ClustersConfigDump_DynamicCluster[];
}
export interface ClustersConfigDump_DynamicCluster {
  readonly version_info?: string;
  readonly cluster?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface ClustersConfigDump_StaticCluster {
  readonly cluster?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
}
export interface CommandLineOptions {
  readonly base_id?: number;
  readonly use_dynamic_base_id?: boolean;
  readonly skip_hot_restart_on_no_parent?: boolean;
  readonly skip_hot_restart_parent_stats?: boolean;
  readonly base_id_path?: string;
  readonly concurrency?: number;
  readonly config_path?: string;
  readonly config_yaml?: string;
  readonly allow_unknown_static_fields?: boolean;
  readonly reject_unknown_dynamic_fields?: boolean;
  readonly ignore_unknown_dynamic_fields?: boolean;
  readonly skip_deprecated_logs?: boolean;
  readonly admin_address_path?: string;
  readonly local_address_ip_version?: CommandLineOptions_IpVersion;
  readonly log_level?: string;
  readonly component_log_level?: string;
  readonly log_format?: string;
  readonly log_format_escaped?: boolean;
  readonly log_path?: string;
  readonly service_cluster?: string;
  readonly service_node?: string;
  readonly service_zone?: string;
  readonly file_flush_interval?: google_protobuf.Duration;
  readonly file_flush_min_size?: number;
  readonly drain_time?: google_protobuf.Duration;
  readonly drain_strategy?: CommandLineOptions_DrainStrategy;
  readonly parent_shutdown_time?: google_protobuf.Duration;
  readonly mode?: CommandLineOptions_Mode;
  readonly disable_hot_restart?: boolean;
  readonly enable_mutex_tracing?: boolean;
  readonly restart_epoch?: number;
  readonly cpuset_threads?: boolean;
  readonly disabled_extensions?: readonly string[];
  readonly enable_fine_grain_logging?: boolean;
  readonly log_stacktrace_single_entry?: boolean;
  readonly socket_path?: string;
  readonly socket_mode?: number;
  readonly enable_core_dump?: boolean;
  readonly stats_tag?: readonly string[];
}
export const CommandLineOptions_DrainStrategy = {
  Gradual: 0,
  Immediate: 1,
} as const;
export type CommandLineOptions_DrainStrategy = (typeof CommandLineOptions_DrainStrategy)[keyof typeof CommandLineOptions_DrainStrategy];
export const CommandLineOptions_IpVersion = {
  v4: 0,
  v6: 1,
} as const;
export type CommandLineOptions_IpVersion = (typeof CommandLineOptions_IpVersion)[keyof typeof CommandLineOptions_IpVersion];
export const CommandLineOptions_Mode = {
  Serve: 0,
  Validate: 1,
  InitOnly: 2,
} as const;
export type CommandLineOptions_Mode = (typeof CommandLineOptions_Mode)[keyof typeof CommandLineOptions_Mode];
export interface ConfigDump {
  readonly configs?: readonly google_protobuf.Any[];
}
export interface EcdsConfigDump {
  readonly ecds_filters?: readonly EcdsConfigDump_EcdsFilterConfig[];
}
export interface EcdsConfigDump_EcdsFilterConfig {
  readonly version_info?: string;
  readonly ecds_filter?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface EndpointsConfigDump {
  readonly static_endpoint_configs?: readonly EndpointsConfigDump_StaticEndpointConfig[];
  readonly dynamic_endpoint_configs?: readonly EndpointsConfigDump_DynamicEndpointConfig[];
}
export interface EndpointsConfigDump_DynamicEndpointConfig {
  readonly version_info?: string;
  readonly endpoint_config?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface EndpointsConfigDump_StaticEndpointConfig {
  readonly endpoint_config?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
}
export interface HostHealthStatus {
  readonly failed_active_health_check?: boolean;
  readonly failed_outlier_check?: boolean;
  readonly failed_active_degraded_check?: boolean;
  readonly pending_dynamic_removal?: boolean;
  readonly pending_active_hc?: boolean;
  readonly excluded_via_immediate_hc_fail?: boolean;
  readonly active_hc_timeout?: boolean;
  readonly failed_degraded_outlier_detection?: boolean;
  readonly eds_health_status?: envoy_config_core_v3.HealthStatus;
}
export interface HostStatus {
  readonly address?: envoy_config_core_v3.Address;
  readonly stats?: readonly SimpleMetric[];
  readonly health_status?: HostHealthStatus;
  readonly success_rate?: envoy_type_v3.Percent;
  readonly weight?: number;
  readonly hostname?: string;
  readonly priority?: number;
  readonly local_origin_success_rate?: envoy_type_v3.Percent;
  readonly locality?: envoy_config_core_v3.Locality;
}
export interface ListenerStatus {
  readonly name?: string;
  readonly local_address?: envoy_config_core_v3.Address;
  readonly additional_local_addresses?: readonly envoy_config_core_v3.Address[];
}
export interface Listeners {
  readonly listener_statuses?: readonly ListenerStatus[];
}
export interface ListenersConfigDump {
  readonly version_info?: string;
  readonly static_listeners?: readonly ListenersConfigDump_StaticListener[];
  readonly dynamic_listeners?: readonly ListenersConfigDump_DynamicListener[];
}
export interface ListenersConfigDump_DynamicListener {
  readonly name?: string;
  readonly active_state?: ListenersConfigDump_DynamicListenerState;
  readonly warming_state?: ListenersConfigDump_DynamicListenerState;
  readonly draining_state?: ListenersConfigDump_DynamicListenerState;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface ListenersConfigDump_DynamicListenerState {
  readonly version_info?: string;
  readonly listener?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
}
export interface ListenersConfigDump_StaticListener {
  readonly listener?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
}
export interface RoutesConfigDump {
  readonly static_route_configs?: readonly RoutesConfigDump_StaticRouteConfig[];
  readonly dynamic_route_configs?: readonly RoutesConfigDump_DynamicRouteConfig[];
}
export interface RoutesConfigDump_DynamicRouteConfig {
  readonly version_info?: string;
  readonly route_config?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface RoutesConfigDump_StaticRouteConfig {
  readonly route_config?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
}
export interface ScopedRoutesConfigDump {
  readonly inline_scoped_route_configs?: readonly ScopedRoutesConfigDump_InlineScopedRouteConfigs[];
  readonly dynamic_scoped_route_configs?: readonly ScopedRoutesConfigDump_DynamicScopedRouteConfigs[];
}
export interface ScopedRoutesConfigDump_DynamicScopedRouteConfigs {
  readonly name?: string;
  readonly version_info?: string;
  readonly scoped_route_configs?: readonly google_protobuf.Any[];
  readonly last_updated?: google_protobuf.Timestamp;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface ScopedRoutesConfigDump_InlineScopedRouteConfigs {
  readonly name?: string;
  readonly scoped_route_configs?: readonly google_protobuf.Any[];
  readonly last_updated?: google_protobuf.Timestamp;
}
export interface SecretsConfigDump {
  readonly static_secrets?: readonly SecretsConfigDump_StaticSecret[];
  readonly dynamic_active_secrets?: readonly SecretsConfigDump_DynamicSecret[];
  readonly dynamic_warming_secrets?: readonly SecretsConfigDump_DynamicSecret[];
}
export interface SecretsConfigDump_DynamicSecret {
  readonly name?: string;
  readonly version_info?: string;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly secret?: google_protobuf.Any;
  readonly error_state?: UpdateFailureState;
  readonly client_status?: ClientResourceStatus;
}
export interface SecretsConfigDump_StaticSecret {
  readonly name?: string;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly secret?: google_protobuf.Any;
}
export interface ServerInfo {
  readonly version?: string;
  readonly state?: ServerInfo_State;
  readonly uptime_current_epoch?: google_protobuf.Duration;
  readonly uptime_all_epochs?: google_protobuf.Duration;
  readonly hot_restart_version?: string;
  readonly command_line_options?: CommandLineOptions;
  readonly node?: envoy_config_core_v3.Node;
  readonly hot_restart_initializing?: boolean;
}
export const ServerInfo_State = {
  LIVE: 0,
  DRAINING: 1,
  PRE_INITIALIZING: 2,
  INITIALIZING: 3,
} as const;
export type ServerInfo_State = (typeof ServerInfo_State)[keyof typeof ServerInfo_State];
export interface SimpleMetric {
  readonly type?: SimpleMetric_Type;
  readonly value?: number;
  readonly name?: string;
}
export const SimpleMetric_Type = {
  COUNTER: 0,
  GAUGE: 1,
} as const;
export type SimpleMetric_Type = (typeof SimpleMetric_Type)[keyof typeof SimpleMetric_Type];
export interface UnreadyTargetsDumps {
  readonly unready_targets_dumps?: readonly UnreadyTargetsDumps_UnreadyTargetsDump[];
}
export interface UnreadyTargetsDumps_UnreadyTargetsDump {
  readonly name?: string;
  readonly target_names?: readonly string[];
}
export interface UpdateFailureState {
  readonly failed_configuration?: google_protobuf.Any;
  readonly last_update_attempt?: google_protobuf.Timestamp;
  readonly details?: string;
  readonly version_info?: string;
}
