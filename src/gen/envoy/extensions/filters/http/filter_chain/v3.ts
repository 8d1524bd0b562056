// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface FilterChain {
  readonly filters?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
export interface FilterChainConfig {
  readonly default_filter_chain?: FilterChain;
}
export interface FilterChainConfigPerRoute {
  readonly filter_chain?: FilterChain;
}
