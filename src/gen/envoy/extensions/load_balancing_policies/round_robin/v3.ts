// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_load_balancing_policies_common_v3 from "../../../../envoy/extensions/load_balancing_policies/common/v3.ts";
export interface RoundRobin {
  readonly slow_start_config?: envoy_extensions_load_balancing_policies_common_v3.SlowStartConfig;
  readonly locality_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig;
}
