// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../envoy/config/route/v3.ts";
import type * as envoy_type_v3 from "../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface ConsistentHashingLbConfig {
  readonly use_hostname_for_hashing?: boolean;
  readonly hash_balance_factor?: google_protobuf.UInt32Value;
  readonly hash_policy?: readonly envoy_config_route_v3.RouteAction_HashPolicy[];
}
export type LocalityLbConfig = object & (
  | { readonly zone_aware_lb_config?: never; readonly locality_weighted_lb_config?: never }
  | { readonly zone_aware_lb_config: LocalityLbConfig_ZoneAwareLbConfig; readonly locality_weighted_lb_config?: never }
  | { readonly zone_aware_lb_config?: never; readonly locality_weighted_lb_config: LocalityLbConfig_LocalityWeightedLbConfig }
);
export type LocalityLbConfig_LocalityWeightedLbConfig = Readonly<Record<never, never>>;
export interface LocalityLbConfig_ZoneAwareLbConfig {
  readonly routing_enabled?: envoy_type_v3.Percent;
  readonly min_cluster_size?: google_protobuf.UInt64Value;
  readonly fail_traffic_on_panic?: boolean;
  readonly force_locality_direct_routing?: boolean;
  readonly force_local_zone?: LocalityLbConfig_ZoneAwareLbConfig_ForceLocalZone;
  readonly locality_basis?: LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis;
}
export interface LocalityLbConfig_ZoneAwareLbConfig_ForceLocalZone {
  readonly min_size?: google_protobuf.UInt32Value;
}
export const LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis = {
  HEALTHY_HOSTS_NUM: 0,
  HEALTHY_HOSTS_WEIGHT: 1,
} as const;
export type LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis = (typeof LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis)[keyof typeof LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis];
export interface OrcaOobReportingConfig {
  readonly port_value?: number;
  readonly authority?: string;
  readonly transport_socket_match_criteria?: google_protobuf.Struct;
}
export interface SlowStartConfig {
  readonly slow_start_window?: google_protobuf.Duration;
  readonly aggression?: envoy_config_core_v3.RuntimeDouble;
  readonly min_weight_percent?: envoy_type_v3.Percent;
}
