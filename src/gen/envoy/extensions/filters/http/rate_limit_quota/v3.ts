// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
import type * as google_rpc from "../../../../../google/rpc.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface RateLimitQuotaBucketSettings {
  readonly bucket_id_builder?: RateLimitQuotaBucketSettings_BucketIdBuilder;
  readonly reporting_interval?: google_protobuf.Duration;
  readonly deny_response_settings?: RateLimitQuotaBucketSettings_DenyResponseSettings;
  readonly no_assignment_behavior?: RateLimitQuotaBucketSettings_NoAssignmentBehavior;
  readonly expired_assignment_behavior?: RateLimitQuotaBucketSettings_ExpiredAssignmentBehavior;
}
export interface RateLimitQuotaBucketSettings_BucketIdBuilder {
  readonly bucket_id_builder?: Readonly<Record<string, RateLimitQuotaBucketSettings_BucketIdBuilder_ValueBuilder>>;
}
export type RateLimitQuotaBucketSettings_BucketIdBuilder_ValueBuilder = object & (
  | { readonly string_value?: never; readonly custom_value?: never }
  | { readonly string_value: string; readonly custom_value?: never }
  | { readonly string_value?: never; readonly custom_value: envoy_config_core_v3.TypedExtensionConfig }
);
export interface RateLimitQuotaBucketSettings_DenyResponseSettings {
  readonly http_status?: envoy_type_v3.HttpStatus;
  readonly http_body?: google_protobuf.BytesValue;
  readonly grpc_status?: google_rpc.Status;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
}
export type RateLimitQuotaBucketSettings_ExpiredAssignmentBehavior = {
  readonly expired_assignment_behavior_timeout?: google_protobuf.Duration;
} & (
  | { readonly fallback_rate_limit?: never; readonly reuse_last_assignment?: never }
  | { readonly fallback_rate_limit: envoy_type_v3.RateLimitStrategy; readonly reuse_last_assignment?: never }
  | { readonly fallback_rate_limit?: never; readonly reuse_last_assignment: RateLimitQuotaBucketSettings_ExpiredAssignmentBehavior_ReuseLastAssignment }
);
export type RateLimitQuotaBucketSettings_ExpiredAssignmentBehavior_ReuseLastAssignment = Readonly<Record<never, never>>;
export type RateLimitQuotaBucketSettings_NoAssignmentBehavior = object & (
  | { readonly fallback_rate_limit?: never }
  | { readonly fallback_rate_limit: envoy_type_v3.RateLimitStrategy }
);
export interface RateLimitQuotaFilterConfig {
  readonly rlqs_server?: envoy_config_core_v3.GrpcService;
  readonly domain?: string;
  readonly bucket_matchers?: xds_type_matcher_v3.Matcher;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly filter_enforced?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly request_headers_to_add_when_not_enforced?: readonly envoy_config_core_v3.HeaderValueOption[];
}
export interface RateLimitQuotaOverride {
  readonly domain?: string;
  readonly bucket_matchers?: xds_type_matcher_v3.Matcher;
}
