// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
export interface LocalRateLimit {
  readonly stat_prefix?: string;
  readonly token_bucket?: envoy_type_v3.TokenBucket;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
}
