// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
export interface CsrfPolicy {
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly shadow_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly additional_origins?: readonly envoy_type_matcher_v3.StringMatcher[];
}
