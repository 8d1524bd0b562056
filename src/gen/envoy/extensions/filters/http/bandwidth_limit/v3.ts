// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface BandwidthLimit {
  readonly stat_prefix?: string;
  readonly enable_mode?: BandwidthLimit_EnableMode;
  readonly limit_kbps?: google_protobuf.UInt64Value;
  readonly fill_interval?: google_protobuf.Duration;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly enable_response_trailers?: boolean;
  readonly response_trailer_prefix?: string;
}
export const BandwidthLimit_EnableMode = {
  DISABLED: 0,
  REQUEST: 1,
  RESPONSE: 2,
  REQUEST_AND_RESPONSE: 3,
} as const;
export type BandwidthLimit_EnableMode = (typeof BandwidthLimit_EnableMode)[keyof typeof BandwidthLimit_EnableMode];
