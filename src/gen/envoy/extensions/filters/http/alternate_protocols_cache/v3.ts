// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface FilterConfig {
  readonly alternate_protocols_cache_options?: envoy_config_core_v3.AlternateProtocolsCacheOptions;
}
