// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as xds_core_v3 from "../../../xds/core/v3.ts";
export interface ClusterLoadAssignment {
  readonly cluster_name?: string;
  readonly endpoints?: readonly LocalityLbEndpoints[];
  readonly named_endpoints?: Readonly<Record<string, Endpoint>>;
  readonly policy?: ClusterLoadAssignment_Policy;
}
export interface ClusterLoadAssignment_Policy {
  readonly drop_overloads?: readonly ClusterLoadAssignment_Policy_DropOverload[];
  readonly overprovisioning_factor?: google_protobuf.UInt32Value;
  readonly endpoint_stale_after?: google_protobuf.Duration;
  readonly weighted_priority_health?: boolean;
}
export interface ClusterLoadAssignment_Policy_DropOverload {
  readonly category?: string;
  readonly drop_percentage?: envoy_type_v3.FractionalPercent;
}
export interface ClusterStats {
  readonly cluster_name?: string;
  readonly cluster_service_name?: string;
  readonly upstream_locality_stats?: readonly UpstreamLocalityStats[];
  readonly total_dropped_requests?: number;
  readonly dropped_requests?: readonly ClusterStats_DroppedRequests[];
  readonly load_report_interval?: google_protobuf.Duration;
}
export interface ClusterStats_DroppedRequests {
  readonly category?: string;
  readonly dropped_count?: number;
}
export interface Endpoint {
  readonly address?: envoy_config_core_v3.Address;
  readonly health_check_config?: Endpoint_HealthCheckConfig;
  readonly hostname?: string;
  readonly additional_addresses?: readonly Endpoint_AdditionalAddress[];
  readonly observability_name?: string;
}
export interface Endpoint_AdditionalAddress {
  readonly address?: envoy_config_core_v3.Address;
}
export interface Endpoint_HealthCheckConfig {
  readonly port_value?: number;
  readonly hostname?: string;
  readonly address?: envoy_config_core_v3.Address;
  readonly disable_active_health_check?: boolean;
}
export interface EndpointLoadMetricStats {
  readonly metric_name?: string;
  readonly num_requests_finished_with_metric?: number;
  readonly total_metric_value?: number;
}
export type LbEndpoint = {
  readonly health_status?: envoy_config_core_v3.HealthStatus;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly load_balancing_weight?: google_protobuf.UInt32Value;
} & (
  | { readonly endpoint?: never; readonly endpoint_name?: never }
  | { readonly endpoint: Endpoint; readonly endpoint_name?: never }
  | { readonly endpoint?: never; readonly endpoint_name: string }
);
export interface LbEndpointCollection {
  readonly entries?: readonly xds_core_v3.CollectionEntry[];
}
export interface LedsClusterLocalityConfig {
  readonly leds_config?: envoy_config_core_v3.ConfigSource;
  readonly leds_collection_name?: string;
}
export type LocalityLbEndpoints = {
  readonly locality?: envoy_config_core_v3.Locality;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly lb_endpoints?: readonly LbEndpoint[];
  readonly load_balancing_weight?: google_protobuf.UInt32Value;
  readonly priority?: number;
  readonly proximity?: google_protobuf.UInt32Value;
} & (
  | { readonly load_balancer_endpoints?: never; readonly leds_cluster_locality_config?: never }
  | { readonly load_balancer_endpoints: LocalityLbEndpoints_LbEndpointList; readonly leds_cluster_locality_config?: never }
  | { readonly load_balancer_endpoints?: never; readonly leds_cluster_locality_config: LedsClusterLocalityConfig }
);
export interface LocalityLbEndpoints_LbEndpointList {
  readonly lb_endpoints?: readonly LbEndpoint[];
}
export interface UnnamedEndpointLoadMetricStats {
  readonly num_requests_finished_with_metric?: number;
  readonly total_metric_value?: number;
}
export interface UpstreamEndpointStats {
  readonly address?: envoy_config_core_v3.Address;
  readonly metadata?: google_protobuf.Struct;
  readonly total_successful_requests?: number;
  readonly total_requests_in_progress?: number;
  readonly total_error_requests?: number;
  readonly total_issued_requests?: number;
  readonly load_metric_stats?: readonly EndpointLoadMetricStats[];
}
export interface UpstreamLocalityStats {
  readonly locality?: envoy_config_core_v3.Locality;
  readonly total_successful_requests?: number;
  readonly total_requests_in_progress?: number;
  readonly total_error_requests?: number;
  readonly total_issued_requests?: number;
  readonly total_active_connections?: number;
  readonly total_new_connections?: number;
  readonly total_fail_connections?: number;
  readonly cpu_utilization?: UnnamedEndpointLoadMetricStats;
  readonly mem_utilization?: UnnamedEndpointLoadMetricStats;
  readonly application_utilization?: UnnamedEndpointLoadMetricStats;
  readonly load_metric_stats?: readonly EndpointLoadMetricStats[];
  readonly upstream_endpoint_stats?: readonly UpstreamEndpointStats[];
  readonly priority?: number;
}
