// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../envoy/config/cluster/v3.ts";
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_endpoint_v3 from "../../../envoy/config/endpoint/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface Capability {
  readonly health_check_protocols?: readonly Capability_Protocol[];
}
export const Capability_Protocol = {
  HTTP: 0,
  TCP: 1,
  REDIS: 2,
} as const;
export type Capability_Protocol = (typeof Capability_Protocol)[keyof typeof Capability_Protocol];
export interface ClusterEndpointsHealth {
  readonly cluster_name?: string;
  readonly locality_endpoints_health?: readonly LocalityEndpointsHealth[];
}
export interface ClusterHealthCheck {
  readonly cluster_name?: string;
  readonly health_checks?: readonly envoy_config_core_v3.HealthCheck[];
  readonly locality_endpoints?: readonly LocalityEndpoints[];
  readonly transport_socket_matches?: readonly envoy_config_cluster_v3.Cluster_TransportSocketMatch[];
  readonly upstream_bind_config?: envoy_config_core_v3.BindConfig;
}
export interface EndpointHealth {
  readonly endpoint?: envoy_config_endpoint_v3.Endpoint;
  readonly health_status?: envoy_config_core_v3.HealthStatus;
  readonly health_metadata?: google_protobuf.Struct;
}
export interface EndpointHealthResponse {
  readonly endpoints_health?: readonly EndpointHealth[];
  readonly cluster_endpoints_health?: readonly ClusterEndpointsHealth[];
}
export type HdsDummy = Readonly<Record<never, never>>;
export interface HealthCheckRequest {
  readonly node?: envoy_config_core_v3.Node;
  readonly capability?: Capability;
}
export type HealthCheckRequestOrEndpointHealthResponse = object & (
  | { readonly health_check_request?: never; readonly endpoint_health_response?: never }
  | { readonly health_check_request: HealthCheckRequest; readonly endpoint_health_response?: never }
  | { readonly health_check_request?: never; readonly endpoint_health_response: EndpointHealthResponse }
);
export interface HealthCheckSpecifier {
  readonly cluster_health_checks?: readonly ClusterHealthCheck[];
  readonly interval?: google_protobuf.Duration;
}
export interface LocalityEndpoints {
  readonly locality?: envoy_config_core_v3.Locality;
  readonly endpoints?: readonly envoy_config_endpoint_v3.Endpoint[];
}
export interface LocalityEndpointsHealth {
  readonly locality?: envoy_config_core_v3.Locality;
  readonly endpoints_health?: readonly EndpointHealth[];
}
