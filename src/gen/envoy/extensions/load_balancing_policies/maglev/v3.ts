// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_load_balancing_policies_common_v3 from "../../../../envoy/extensions/load_balancing_policies/common/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface Maglev {
  readonly table_size?: google_protobuf.UInt64Value;
  readonly consistent_hashing_lb_config?: envoy_extensions_load_balancing_policies_common_v3.ConsistentHashingLbConfig;
  readonly locality_weighted_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig_LocalityWeightedLbConfig;
}
