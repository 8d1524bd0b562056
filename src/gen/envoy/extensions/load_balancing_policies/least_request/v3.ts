// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_load_balancing_policies_common_v3 from "../../../../envoy/extensions/load_balancing_policies/common/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface LeastRequest {
  readonly choice_count?: google_protobuf.UInt32Value;
  readonly active_request_bias?: envoy_config_core_v3.RuntimeDouble;
  readonly slow_start_config?: envoy_extensions_load_balancing_policies_common_v3.SlowStartConfig;
  readonly locality_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig;
  readonly enable_full_scan?: google_protobuf.BoolValue;
  readonly selection_method?: LeastRequest_SelectionMethod;
}
export const LeastRequest_SelectionMethod = {
  N_CHOICES: 0,
  FULL_SCAN: 1,
} as const;
export type LeastRequest_SelectionMethod = (typeof LeastRequest_SelectionMethod)[keyof typeof LeastRequest_SelectionMethod];
