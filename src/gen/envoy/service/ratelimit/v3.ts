// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_common_ratelimit_v3 from "../../../envoy/extensions/common/ratelimit/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface RateLimitRequest {
  readonly domain?: string;
  readonly descriptors?: readonly envoy_extensions_common_ratelimit_v3.RateLimitDescriptor[];
  readonly hits_addend?: number;
}
export interface RateLimitResponse {
  readonly overall_code?: RateLimitResponse_Code;
  readonly statuses?: readonly RateLimitResponse_DescriptorStatus[];
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValue[];
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValue[];
  readonly raw_body?: Uint8Array;
  readonly dynamic_metadata?: google_protobuf.Struct;
  readonly quota?: RateLimitResponse_Quota;
}
export const RateLimitResponse_Code = {
  UNKNOWN: 0,
  OK: 1,
  OVER_LIMIT: 2,
} as const;
export type RateLimitResponse_Code = (typeof RateLimitResponse_Code)[keyof typeof RateLimitResponse_Code];
export interface RateLimitResponse_DescriptorStatus {
  readonly code?: RateLimitResponse_Code;
  readonly current_limit?: RateLimitResponse_RateLimit;
  readonly limit_remaining?: number;
  readonly duration_until_reset?: google_protobuf.Duration;
  readonly quota?: RateLimitResponse_Quota;
}
export type RateLimitResponse_Quota = {
  readonly requests?: number;
  readonly id?: string;
} & (
  | { readonly valid_until?: never }
  | { readonly valid_until: google_protobuf.Timestamp }
);
export interface RateLimitResponse_RateLimit {
  readonly name?: string;
  readonly requests_per_unit?: number;
  readonly unit?: RateLimitResponse_RateLimit_Unit;
  readonly unit_multiplier?: google_protobuf.UInt32Value;
}
export const RateLimitResponse_RateLimit_Unit = {
  UNKNOWN: 0,
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  WEEK: 7,
  MONTH: 5,
  YEAR: 6,
} as const;
export type RateLimitResponse_RateLimit_Unit = (typeof RateLimitResponse_RateLimit_Unit)[keyof typeof RateLimitResponse_RateLimit_Unit];
