// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
export interface WrrLocality {
  readonly endpoint_picking_policy?: envoy_config_cluster_v3.LoadBalancingPolicy;
}
