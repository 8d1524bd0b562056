// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../envoy/config/accesslog/v3.ts";
import type * as envoy_config_cluster_v3 from "../../../envoy/config/cluster/v3.ts";
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_listener_v3 from "../../../envoy/config/listener/v3.ts";
import type * as envoy_config_metrics_v3 from "../../../envoy/config/metrics/v3.ts";
import type * as envoy_config_overload_v3 from "../../../envoy/config/overload/v3.ts";
import type * as envoy_config_trace_v3 from "../../../envoy/config/trace/v3.ts";
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../envoy/extensions/transport_sockets/tls/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface Admin {
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly access_log_path?: string;
  readonly profile_path?: string;
  readonly address?: envoy_config_core_v3.Address;
  readonly socket_options?: readonly envoy_config_core_v3.SocketOption[];
  readonly ignore_global_conn_limit?: boolean;
  readonly allow_paths?: readonly envoy_type_matcher_v3.StringMatcher[];
}
export interface ApiListenerManager {
  readonly threading_model?: ApiListenerManager_ThreadingModel;
}
export const ApiListenerManager_ThreadingModel = {
  MAIN_THREAD_ONLY: 0,
  STANDALONE_WORKER_THREAD: 1,
} as const;
export type ApiListenerManager_ThreadingModel = (typeof ApiListenerManager_ThreadingModel)[keyof typeof ApiListenerManager_ThreadingModel];
export type Bootstrap = {
  readonly node?: envoy_config_core_v3.Node;
  readonly node_context_params?: readonly string[];
  readonly static_resources?: Bootstrap_StaticResources;
  readonly dynamic_resources?: Bootstrap_DynamicResources;
  readonly cluster_manager?: ClusterManager;
  readonly hds_config?: envoy_config_core_v3.ApiConfigSource;
  readonly flags_path?: string;
  readonly stats_sinks?: readonly envoy_config_metrics_v3.StatsSink[];
  readonly deferred_stat_options?: Bootstrap_DeferredStatOptions;
  readonly stats_config?: envoy_config_metrics_v3.StatsConfig;
  readonly stats_flush_interval?: google_protobuf.Duration;
  readonly watchdog?: Watchdog;
  readonly watchdogs?: Watchdogs;
  readonly tracing?: envoy_config_trace_v3.Tracing;
  readonly layered_runtime?: LayeredRuntime;
  readonly admin?: Admin;
  readonly overload_manager?: envoy_config_overload_v3.OverloadManager;
  readonly enable_dispatcher_stats?: boolean;
  readonly header_prefix?: string;
  readonly stats_server_version_override?: google_protobuf.UInt64Value;
  readonly use_tcp_for_dns_lookups?: boolean;
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly bootstrap_extensions?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly fatal_actions?: readonly FatalAction[];
  readonly config_sources?: readonly envoy_config_core_v3.ConfigSource[];
  readonly default_config_source?: envoy_config_core_v3.ConfigSource;
  readonly default_socket_interface?: string;
  readonly certificate_provider_instances?: Readonly<Record<string, envoy_config_core_v3.TypedExtensionConfig>>;
  readonly inline_headers?: readonly CustomInlineHeader[];
  readonly perf_tracing_file_path?: string;
  readonly default_regex_engine?: envoy_config_core_v3.TypedExtensionConfig;
  readonly xds_delegate_extension?: envoy_config_core_v3.TypedExtensionConfig;
  readonly xds_config_tracker_extension?: envoy_config_core_v3.TypedExtensionConfig;
  readonly listener_manager?: envoy_config_core_v3.TypedExtensionConfig;
  readonly application_log_config?: Bootstrap_ApplicationLogConfig;
  readonly grpc_async_client_manager_config?: Bootstrap_GrpcAsyncClientManagerConfig;
  readonly memory_allocator_manager?: MemoryAllocatorManager;
  readonly enable_worker_cpu_affinity?: boolean;
} & (
  | { readonly stats_flush_on_admin?: never }
  | { readonly stats_flush_on_admin: boolean }
) & (
  | { readonly stats_eviction_interval?: never }
  | { readonly stats_eviction_interval: google_protobuf.Duration }
);
export interface Bootstrap_ApplicationLogConfig {
  readonly log_format?: Bootstrap_ApplicationLogConfig_LogFormat;
}
export type Bootstrap_ApplicationLogConfig_LogFormat = object & (
  | { readonly json_format?: never; readonly text_format?: never }
  | { readonly json_format: google_protobuf.Struct; readonly text_format?: never }
  | { readonly json_format?: never; readonly text_format: string }
);
export interface Bootstrap_DeferredStatOptions {
  readonly enable_deferred_creation_stats?: boolean;
}
export interface Bootstrap_DynamicResources {
  readonly lds_config?: envoy_config_core_v3.ConfigSource;
  readonly lds_resources_locator?: string;
  readonly cds_config?: envoy_config_core_v3.ConfigSource;
  readonly cds_resources_locator?: string;
  readonly ads_config?: envoy_config_core_v3.ApiConfigSource;
}
export interface Bootstrap_GrpcAsyncClientManagerConfig {
  readonly max_cached_entry_idle_duration?: google_protobuf.Duration;
}
export interface Bootstrap_StaticResources {
  readonly listeners?: readonly envoy_config_listener_v3.Listener[];
  readonly clusters?: readonly envoy_config_cluster_v3.Cluster[];
  readonly secrets?: readonly envoy_extensions_transport_sockets_tls_v3.Secret[];
}
export interface ClusterManager {
  readonly local_cluster_name?: string;
  readonly outlier_detection?: ClusterManager_OutlierDetection;
  readonly upstream_bind_config?: envoy_config_core_v3.BindConfig;
  readonly load_stats_config?: envoy_config_core_v3.ApiConfigSource;
  readonly enable_deferred_cluster_creation?: boolean;
}
export interface ClusterManager_OutlierDetection {
  readonly event_log_path?: string;
  readonly event_service?: envoy_config_core_v3.EventServiceConfig;
}
export interface CustomInlineHeader {
  readonly inline_header_name?: string;
  readonly inline_header_type?: CustomInlineHeader_InlineHeaderType;
}
export const CustomInlineHeader_InlineHeaderType = {
  REQUEST_HEADER: 0,
  REQUEST_TRAILER: 1,
  RESPONSE_HEADER: 2,
  RESPONSE_TRAILER: 3,
} as const;
export type CustomInlineHeader_InlineHeaderType = (typeof CustomInlineHeader_InlineHeaderType)[keyof typeof CustomInlineHeader_InlineHeaderType];
export interface FatalAction {
  readonly config?: envoy_config_core_v3.TypedExtensionConfig;
}
export interface LayeredRuntime {
  readonly layers?: readonly RuntimeLayer[];
}
export type ListenerManager = Readonly<Record<never, never>>;
export interface MemoryAllocatorManager {
  readonly bytes_to_release?: number;
  readonly memory_release_interval?: google_protobuf.Duration;
  readonly soft_memory_limit_bytes?: google_protobuf.UInt64Value;
  readonly max_per_cpu_cache_size_bytes?: google_protobuf.UInt32Value;
  readonly max_unfreed_memory_bytes?: number;
}
export interface Runtime {
  readonly symlink_root?: string;
  readonly subdirectory?: string;
  readonly override_subdirectory?: string;
  readonly base?: google_protobuf.Struct;
}
export type RuntimeLayer = {
  readonly name?: string;
} & (
  | { readonly static_layer?: never; readonly disk_layer?: never; readonly admin_layer?: never; readonly rtds_layer?: never }
  | { readonly static_layer: google_protobuf.Struct; readonly disk_layer?: never; readonly admin_layer?: never; readonly rtds_layer?: never }
  | { readonly static_layer?: never; readonly disk_layer: RuntimeLayer_DiskLayer; readonly admin_layer?: never; readonly rtds_layer?: never }
  | { readonly static_layer?: never; readonly disk_layer?: never; readonly admin_layer: RuntimeLayer_AdminLayer; readonly rtds_layer?: never }
  | { readonly static_layer?: never; readonly disk_layer?: never; readonly admin_layer?: never; readonly rtds_layer: RuntimeLayer_RtdsLayer }
);
export type RuntimeLayer_AdminLayer = Readonly<Record<never, never>>;
export interface RuntimeLayer_DiskLayer {
  readonly symlink_root?: string;
  readonly subdirectory?: string;
  readonly append_service_cluster?: boolean;
}
export interface RuntimeLayer_RtdsLayer {
  readonly name?: string;
  readonly rtds_config?: envoy_config_core_v3.ConfigSource;
}
export type ValidationListenerManager = Readonly<Record<never, never>>;
export interface Watchdog {
  readonly actions?: readonly Watchdog_WatchdogAction[];
  readonly miss_timeout?: google_protobuf.Duration;
  readonly megamiss_timeout?: google_protobuf.Duration;
  readonly kill_timeout?: google_protobuf.Duration;
  readonly max_kill_timeout_jitter?: google_protobuf.Duration;
  readonly multikill_timeout?: google_protobuf.Duration;
  readonly multikill_threshold?: envoy_type_v3.Percent;
}
export interface Watchdog_WatchdogAction {
  readonly config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly event?: Watchdog_WatchdogAction_WatchdogEvent;
}
export const Watchdog_WatchdogAction_WatchdogEvent = {
  UNKNOWN: 0,
  KILL: 1,
  MULTIKILL: 2,
  MEGAMISS: 3,
  MISS: 4,
} as const;
export type Watchdog_WatchdogAction_WatchdogEvent = (typeof Watchdog_WatchdogAction_WatchdogEvent)[keyof typeof Watchdog_WatchdogAction_WatchdogEvent];
export interface Watchdogs {
  readonly main_thread_watchdog?: Watchdog;
  readonly worker_watchdog?: Watchdog;
}
