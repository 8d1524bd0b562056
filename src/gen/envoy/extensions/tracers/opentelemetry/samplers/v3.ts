// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as xds_type_v3 from "../../../../../xds/type/v3.ts";
export type AlwaysOnSamplerConfig = Readonly<Record<never, never>>;
export interface CELSamplerConfig {
  readonly expression?: xds_type_v3.CelExpression;
}
export interface ParentBasedSamplerConfig {
  readonly wrapped_sampler?: envoy_config_core_v3.TypedExtensionConfig;
}
export interface TraceIdRatioBasedSamplerConfig {
  readonly sampling_percentage?: envoy_type_v3.FractionalPercent;
}
