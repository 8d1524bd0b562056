// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type AdaptiveConcurrency = {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly concurrency_limit_exceeded_status?: envoy_type_v3.HttpStatus;
} & (
  | { readonly gradient_controller_config?: never }
  | { readonly gradient_controller_config: GradientControllerConfig }
);
export interface GradientControllerConfig {
  readonly sample_aggregate_percentile?: envoy_type_v3.Percent;
  readonly concurrency_limit_params?: GradientControllerConfig_ConcurrencyLimitCalculationParams;
  readonly min_rtt_calc_params?: GradientControllerConfig_MinimumRTTCalculationParams;
}
export interface GradientControllerConfig_ConcurrencyLimitCalculationParams {
  readonly max_concurrency_limit?: google_protobuf.UInt32Value;
  readonly concurrency_update_interval?: google_protobuf.Duration;
  readonly min_concurrency_limit?: google_protobuf.UInt32Value;
}
export interface GradientControllerConfig_MinimumRTTCalculationParams {
  readonly interval?: google_protobuf.Duration;
  readonly fixed_value?: google_protobuf.Duration;
  readonly request_count?: google_protobuf.UInt32Value;
  readonly jitter?: envoy_type_v3.Percent;
  readonly min_concurrency?: google_protobuf.UInt32Value;
  readonly buffer?: envoy_type_v3.Percent;
}
