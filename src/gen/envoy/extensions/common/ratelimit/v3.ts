// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export type LocalClusterRateLimit = Readonly<Record<never, never>>;
export interface LocalRateLimitDescriptor {
  readonly entries?: readonly RateLimitDescriptor_Entry[];
  readonly token_bucket?: envoy_type_v3.TokenBucket;
  readonly shadow_mode?: boolean;
}
export interface RateLimitDescriptor {
  readonly entries?: readonly RateLimitDescriptor_Entry[];
  readonly limit?: RateLimitDescriptor_RateLimitOverride;
  readonly hits_addend?: google_protobuf.UInt64Value;
  readonly is_negative_hits?: boolean;
}
export interface RateLimitDescriptor_Entry {
  readonly key?: string;
  readonly value?: string;
}
export interface RateLimitDescriptor_RateLimitOverride {
  readonly requests_per_unit?: number;
  readonly unit?: envoy_type_v3.RateLimitUnit;
  readonly unit_multiplier?: google_protobuf.UInt32Value;
}
export const VhRateLimitsOptions = {
  OVERRIDE: 0,
  INCLUDE: 1,
  IGNORE: 2,
} as const;
export type VhRateLimitsOptions = (typeof VhRateLimitsOptions)[keyof typeof VhRateLimitsOptions];
export const XRateLimitHeadersRFCVersion = {
  OFF: 0,
  DRAFT_VERSION_03: 1,
} as const;
export type XRateLimitHeadersRFCVersion = (typeof XRateLimitHeadersRFCVersion)[keyof typeof XRateLimitHeadersRFCVersion];
