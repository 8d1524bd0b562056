// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_load_balancing_policies_common_v3 from "../../../../envoy/extensions/load_balancing_policies/common/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface RingHash {
  readonly hash_function?: RingHash_HashFunction;
  readonly minimum_ring_size?: google_protobuf.UInt64Value;
  readonly maximum_ring_size?: google_protobuf.UInt64Value;
  readonly use_hostname_for_hashing?: boolean;
  readonly hash_balance_factor?: google_protobuf.UInt32Value;
  readonly consistent_hashing_lb_config?: envoy_extensions_load_balancing_policies_common_v3.ConsistentHashingLbConfig;
  readonly locality_weighted_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig_LocalityWeightedLbConfig;
}
export const RingHash_HashFunction = {
  DEFAULT_HASH: 0,
  XX_HASH: 1,
  MURMUR_HASH_2: 2,
} as const;
export type RingHash_HashFunction = (typeof RingHash_HashFunction)[keyof typeof RingHash_HashFunction];
