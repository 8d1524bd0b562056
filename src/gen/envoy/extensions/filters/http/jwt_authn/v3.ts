// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface ExtractOnlyWithoutValidation {
  readonly verification_status_header?: string;
}
export interface FilterStateRule {
  readonly name?: string;
  readonly requires?: Readonly<Record<string, JwtRequirement>>;
}
export interface JwksAsyncFetch {
  readonly fast_listener?: boolean;
  readonly failed_refetch_duration?: google_protobuf.Duration;
}
export interface JwtAuthentication {
  readonly providers?: Readonly<Record<string, JwtProvider>>;
  readonly rules?: readonly RequirementRule[];
  readonly filter_state_rules?: FilterStateRule;
  readonly bypass_cors_preflight?: boolean;
  readonly requirement_map?: Readonly<Record<string, JwtRequirement>>;
  readonly strip_failure_response?: boolean;
  readonly stat_prefix?: string;
}
export interface JwtCacheConfig {
  readonly jwt_cache_size?: number;
  readonly jwt_max_token_size?: number;
}
export interface JwtClaimToHeader {
  readonly header_name?: string;
  readonly claim_name?: string;
  readonly claim_path?: readonly JwtClaimToHeader_PathSegment[];
}
export interface JwtClaimToHeader_PathSegment {
  readonly key?: string;
}
export interface JwtHeader {
  readonly name?: string;
  readonly value_prefix?: string;
}
export type JwtProvider = {
  readonly issuer?: string;
  readonly audiences?: readonly string[];
  readonly subjects?: envoy_type_matcher_v3.StringMatcher;
  readonly require_expiration?: boolean;
  readonly max_lifetime?: google_protobuf.Duration;
  readonly forward?: boolean;
  readonly from_headers?: readonly JwtHeader[];
  readonly from_params?: readonly string[];
  readonly from_cookies?: readonly string[];
  readonly forward_payload_header?: string;
  readonly pad_forward_payload_header?: boolean;
  readonly payload_in_metadata?: string;
  readonly normalize_payload_in_metadata?: JwtProvider_NormalizePayload;
  readonly header_in_metadata?: string;
  readonly failed_status_in_metadata?: string;
  readonly clock_skew_seconds?: number;
  readonly jwt_cache_config?: JwtCacheConfig;
  readonly claim_to_headers?: readonly JwtClaimToHeader[];
  readonly clear_route_cache?: boolean;
} & (
  | { readonly remote_jwks?: never; readonly local_jwks?: never }
  | { readonly remote_jwks: RemoteJwks; readonly local_jwks?: never }
  | { readonly remote_jwks?: never; readonly local_jwks: envoy_config_core_v3.DataSource }
);
export interface JwtProvider_NormalizePayload {
  readonly space_delimited_claims?: readonly string[];
}
export type JwtRequirement = object & (
  | { readonly provider_name?: never; readonly provider_and_audiences?: never; readonly requires_any?: never; readonly requires_all?: never; readonly allow_missing_or_failed?: never; readonly allow_missing?: never; readonly extract_only_without_validation?: never }
  | { readonly provider_name: string; readonly provider_and_audiences?: never; readonly requires_any?: never; readonly requires_all?: never; readonly allow_missing_or_failed?: never; readonly allow_missing?: never; readonly extract_only_without_validation?: never }
  | { readonly provider_name?: never; readonly provider_and_audiences: ProviderWithAudiences; readonly requires_any?: never; readonly requires_all?: never; readonly allow_missing_or_failed?: never; readonly allow_missing?: never; readonly extract_only_without_validation?: never }
  | { readonly provider_name?: never; readonly provider_and_audiences?: never; readonly requires_any: JwtRequirementOrList; readonly requires_all?: never; readonly allow_missing_or_failed?: never; readonly allow_missing?: never; readonly extract_only_without_validation?: never }
  | { readonly provider_name?: never; readonly provider_and_audiences?: never; readonly requires_any?: never; readonly requires_all: JwtRequirementAndList; readonly allow_missing_or_failed?: never; readonly allow_missing?: never; readonly extract_only_without_validation?: never }
  | { readonly provider_name?: never; readonly provider_and_audiences?: never; readonly requires_any?: never; readonly requires_all?: never; readonly allow_missing_or_failed: google_protobuf.Empty; readonly allow_missing?: never; readonly extract_only_without_validation?: never }
  | { readonly provider_name?: never; readonly provider_and_audiences?: never; readonly requires_any?: never; readonly requires_all?: never; readonly allow_missing_or_failed?: never; readonly allow_missing: google_protobuf.Empty; readonly extract_only_without_validation?: never }
  | { readonly provider_name?: never; readonly provider_and_audiences?: never; readonly requires_any?: never; readonly requires_all?: never; readonly allow_missing_or_failed?: never; readonly allow_missing?: never; readonly extract_only_without_validation: ExtractOnlyWithoutValidation }
);
export interface JwtRequirementAndList {
  readonly requirements?: readonly JwtRequirement[];
}
export interface JwtRequirementOrList {
  readonly requirements?: readonly JwtRequirement[];
}
export type PerRouteConfig = object & (
  | { readonly disabled?: never; readonly requirement_name?: never }
  | { readonly disabled: boolean; readonly requirement_name?: never }
  | { readonly disabled?: never; readonly requirement_name: string }
);
export interface ProviderWithAudiences {
  readonly provider_name?: string;
  readonly audiences?: readonly string[];
}
export interface RemoteJwks {
  readonly http_uri?: envoy_config_core_v3.HttpUri;
  readonly cache_duration?: google_protobuf.Duration;
  readonly async_fetch?: JwksAsyncFetch;
  readonly retry_policy?: envoy_config_core_v3.RetryPolicy;
}
export type RequirementRule = {
  readonly match?: envoy_config_route_v3.RouteMatch;
} & (
  | { readonly requires?: never; readonly requirement_name?: never }
  | { readonly requires: JwtRequirement; readonly requirement_name?: never }
  | { readonly requires?: never; readonly requirement_name: string }
);
