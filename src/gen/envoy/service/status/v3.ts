// Made by `npm run gen` from proto/; do not edit
import type * as envoy_admin_v3 from "../../../envoy/admin/v3.ts";
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface ClientConfig {
  readonly node?: envoy_config_core_v3.Node;
  readonly xds_config?: readonly PerXdsConfig[];
  readonly generic_xds_configs?: readonly ClientConfig_GenericXdsConfig[];
  readonly client_scope?: string;
}
export interface ClientConfig_GenericXdsConfig {
  readonly type_url?: string;
  readonly name?: string;
  readonly version_info?: string;
  readonly xds_config?: google_protobuf.Any;
  readonly last_updated?: google_protobuf.Timestamp;
  readonly config_status?: ConfigStatus;
  readonly client_status?: envoy_admin_v3.ClientResourceStatus;
  readonly error_state?: envoy_admin_v3.UpdateFailureState;
  readonly is_static_resource?: boolean;
}
export const ClientConfigStatus = {
  CLIENT_UNKNOWN: 0,
  CLIENT_REQUESTED: 1,
  CLIENT_ACKED: 2,
  CLIENT_NACKED: 3,
  CLIENT_RECEIVED_ERROR: 4,
} as const;
export type ClientConfigStatus = (typeof ClientConfigStatus)[keyof typeof ClientConfigStatus];
export interface ClientStatusRequest {
  readonly node_matchers?: readonly envoy_type_matcher_v3.NodeMatcher[];
  readonly node?: envoy_config_core_v3.Node;
  readonly exclude_resource_contents?: boolean;
}
export interface ClientStatusResponse {
  readonly config?: readonly ClientConfig[];
}
export const ConfigStatus = {
  UNKNOWN: 0,
  SYNCED: 1,
  NOT_SENT: 2,
  STALE: 3,
  ERROR: 4,
} as const;
export type ConfigStatus = (typeof ConfigStatus)[keyof typeof ConfigStatus];
export type PerXdsConfig = {
  readonly status?: ConfigStatus;
  readonly client_status?: ClientConfigStatus;
} & (
  | { readonly listener_config?: never; readonly cluster_config?: never; readonly route_config?: never; readonly scoped_route_config?: never; readonly endpoint_config?: never }
  | { readonly listener_config: envoy_admin_v3.ListenersConfigDump; readonly cluster_config?: never; readonly route_config?: never; readonly scoped_route_config?: never; readonly endpoint_config?: never }
  | { readonly listener_config?: never; readonly cluster_config: envoy_admin_v3.ClustersConfigDump; readonly route_config?: never; readonly scoped_route_config?: never; readonly endpoint_config?: never }
  | { readonly listener_config?: never; readonly cluster_config?: never; readonly route_config: envoy_admin_v3.RoutesConfigDump; readonly scoped_route_config?: never; readonly endpoint_config?: never }
  | { readonly listener_config?: never; readonly cluster_config?: never; readonly route_config?: never; readonly scoped_route_config: envoy_admin_v3.ScopedRoutesConfigDump; readonly endpoint_config?: never }
  | { readonly listener_config?: never; readonly cluster_config?: never; readonly route_config?: never; readonly scoped_route_config?: never; readonly endpoint_config: envoy_admin_v3.EndpointsConfigDump }
);
