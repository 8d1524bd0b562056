// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface RandomSubsetting {
  readonly subset_size?: google_protobuf.UInt32Value;
  readonly child_policy?: envoy_config_cluster_v3.LoadBalancingPolicy;
}
