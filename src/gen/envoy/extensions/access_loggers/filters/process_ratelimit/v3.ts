// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface DynamicTokenBucket {
  readonly resource_name?: string;
  readonly config_source?: envoy_config_core_v3.ConfigSource;
}
export interface ProcessRateLimitFilter {
  readonly dynamic_config?: DynamicTokenBucket;
}
