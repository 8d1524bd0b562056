// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface Composite {
  readonly named_filter_chains?: Readonly<Record<string, FilterChainConfiguration>>;
  readonly matcher?: xds_type_matcher_v3.Matcher;
}
export interface CompositePerRoute {
  readonly matcher?: xds_type_matcher_v3.Matcher;
}
export interface DynamicConfig {
  readonly name?: string;
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource;
}
export interface ExecuteFilterAction {
  readonly typed_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly dynamic_config?: DynamicConfig;
  readonly filter_chain?: FilterChainConfiguration;
  readonly filter_chain_name?: string;
  readonly sample_percent?: envoy_config_core_v3.RuntimeFractionalPercent;
}
export interface FilterChainConfiguration {
  readonly typed_config?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
