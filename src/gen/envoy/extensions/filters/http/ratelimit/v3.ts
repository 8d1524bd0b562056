// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_config_ratelimit_v3 from "../../../../../envoy/config/ratelimit/v3.ts";
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface RateLimit {
  readonly domain?: string;
  readonly stage?: number;
  readonly request_type?: string;
  readonly timeout?: google_protobuf.Duration;
  readonly failure_mode_deny?: boolean;
  readonly rate_limited_as_resource_exhausted?: boolean;
  readonly rate_limit_service?: envoy_config_ratelimit_v3.RateLimitServiceConfig;
  readonly enable_x_ratelimit_headers?: RateLimit_XRateLimitHeadersRFCVersion;
  readonly disable_x_envoy_ratelimited_header?: boolean;
  readonly rate_limited_status?: envoy_type_v3.HttpStatus;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly status_on_error?: envoy_type_v3.HttpStatus;
  readonly stat_prefix?: string;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly filter_enforced?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly failure_mode_deny_percent?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly rate_limits?: readonly envoy_config_route_v3.RateLimit[];
  readonly metadata_namespace?: string;
  readonly enable_retry_after_header?: boolean;
}
export const RateLimit_XRateLimitHeadersRFCVersion = {
  OFF: 0,
  DRAFT_VERSION_03: 1,
} as const;
export type RateLimit_XRateLimitHeadersRFCVersion = (typeof RateLimit_XRateLimitHeadersRFCVersion)[keyof typeof RateLimit_XRateLimitHeadersRFCVersion];
export interface RateLimitPerRoute {
  readonly vh_rate_limits?: RateLimitPerRoute_VhRateLimitsOptions;
  readonly override_option?: RateLimitPerRoute_OverrideOptions;
  readonly rate_limits?: readonly envoy_config_route_v3.RateLimit[];
  readonly domain?: string;
}
export const RateLimitPerRoute_OverrideOptions = {
  DEFAULT: 0,
  OVERRIDE_POLICY: 1,
  INCLUDE_POLICY: 2,
  IGNORE_POLICY: 3,
} as const;
export type RateLimitPerRoute_OverrideOptions = (typeof RateLimitPerRoute_OverrideOptions)[keyof typeof RateLimitPerRoute_OverrideOptions];
export const RateLimitPerRoute_VhRateLimitsOptions = {
  OVERRIDE: 0,
  INCLUDE: 1,
  IGNORE: 2,
} as const;
export type RateLimitPerRoute_VhRateLimitsOptions = (typeof RateLimitPerRoute_VhRateLimitsOptions)[keyof typeof RateLimitPerRoute_VhRateLimitsOptions];
