// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface Subset {
  readonly fallback_policy?: Subset_LbSubsetFallbackPolicy;
  readonly default_subset?: google_protobuf.Struct;
  readonly subset_selectors?: readonly Subset_LbSubsetSelector[];
  readonly allow_redundant_keys?: boolean;
  readonly locality_weight_aware?: boolean;
  readonly scale_locality_weight?: boolean;
  readonly panic_mode_any?: boolean;
  readonly list_as_any?: boolean;
  readonly metadata_fallback_policy?: Subset_LbSubsetMetadataFallbackPolicy;
  readonly subset_lb_policy?: envoy_config_cluster_v3.LoadBalancingPolicy;
}
export const Subset_LbSubsetFallbackPolicy = {
  NO_FALLBACK: 0,
  ANY_ENDPOINT: 1,
  DEFAULT_SUBSET: 2,
} as const;
export type Subset_LbSubsetFallbackPolicy = (typeof Subset_LbSubsetFallbackPolicy)[keyof typeof Subset_LbSubsetFallbackPolicy];
export const Subset_LbSubsetMetadataFallbackPolicy = {
  METADATA_NO_FALLBACK: 0,
  FALLBACK_LIST: 1,
} as const;
export type Subset_LbSubsetMetadataFallbackPolicy = (typeof Subset_LbSubsetMetadataFallbackPolicy)[keyof typeof Subset_LbSubsetMetadataFallbackPolicy];
export interface Subset_LbSubsetSelector {
  readonly keys?: readonly string[];
  readonly single_host_per_subset?: boolean;
  readonly fallback_policy?: Subset_LbSubsetSelector_LbSubsetSelectorFallbackPolicy;
  readonly fallback_keys_subset?: readonly string[];
}
export const Subset_LbSubsetSelector_LbSubsetSelectorFallbackPolicy = {
  NOT_DEFINED: 0,
  NO_FALLBACK: 1,
  ANY_ENDPOINT: 2,
  DEFAULT_SUBSET: 3,
  KEYS_SUBSET: 4,
} as const;
export type Subset_LbSubsetSelector_LbSubsetSelectorFallbackPolicy = (typeof Subset_LbSubsetSelector_LbSubsetSelectorFallbackPolicy)[keyof typeof Subset_LbSubsetSelector_LbSubsetSelectorFallbackPolicy];
