// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface BucketId {
  readonly bucket?: Readonly<Record<string, string>>;
}
export interface RateLimitQuotaResponse {
  readonly bucket_action?: readonly RateLimitQuotaResponse_BucketAction[];
}
export type RateLimitQuotaResponse_BucketAction = {
  readonly bucket_id?: BucketId;
} & (
  | { readonly quota_assignment_action?: never; readonly abandon_action?: never }
  | { readonly quota_assignment_action: RateLimitQuotaResponse_BucketAction_QuotaAssignmentAction; readonly abandon_action?: never }
  | { readonly quota_assignment_action?: never; readonly abandon_action: RateLimitQuotaResponse_BucketAction_AbandonAction }
);
export type RateLimitQuotaResponse_BucketAction_AbandonAction = Readonly<Record<never, never>>;
export interface RateLimitQuotaResponse_BucketAction_QuotaAssignmentAction {
  readonly assignment_time_to_live?: google_protobuf.Duration;
  readonly rate_limit_strategy?: envoy_type_v3.RateLimitStrategy;
}
export interface RateLimitQuotaUsageReports {
  readonly domain?: string;
  readonly bucket_quota_usages?: readonly RateLimitQuotaUsageReports_BucketQuotaUsage[];
}
export interface RateLimitQuotaUsageReports_BucketQuotaUsage {
  readonly bucket_id?: BucketId;
  readonly time_elapsed?: google_protobuf.Duration;
  readonly num_requests_allowed?: number;
  readonly num_requests_denied?: number;
}
