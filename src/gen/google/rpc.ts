// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../google/protobuf.ts";
export interface BadRequest {
  readonly field_violations?: readonly BadRequest_FieldViolation[];
}
export interface BadRequest_FieldViolation {
  readonly field?: string;
  readonly description?: string;
  readonly reason?: string;
  readonly localized_message?: LocalizedMessage;
}
export interface DebugInfo {
  readonly stack_entries?: readonly string[];
  readonly detail?: string;
}
export interface ErrorInfo {
  readonly reason?: string;
  readonly domain?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}
export interface Help {
  readonly links?: readonly Help_Link[];
}
export interface Help_Link {
  readonly description?: string;
  readonly url?: string;
}
export interface LocalizedMessage {
  readonly locale?: string;
  readonly message?: string;
}
export interface PreconditionFailure {
  readonly violations?: readonly PreconditionFailure_Violation[];
}
export interface PreconditionFailure_Violation {
  readonly type?: string;
  readonly subject?: string;
  readonly description?: string;
}
export interface QuotaFailure {
  readonly violations?: readonly QuotaFailure_Violation[];
}
export interface QuotaFailure_Violation {
  readonly subject?: string;
  readonly description?: string;
  readonly api_service?: string;
  readonly quota_metric?: string;
  readonly quota_id?: string;
  readonly quota_dimensions?: Readonly<Record<string, string>>;
  readonly quota_value?: number;
  readonly future_quota_value?: number;
}
export interface RequestInfo {
  readonly request_id?: string;
  readonly serving_data?: string;
}
export interface ResourceInfo {
  readonly resource_type?: string;
  readonly resource_name?: string;
  readonly owner?: string;
  readonly description?: string;
}
export interface RetryInfo {
  readonly retry_delay?: google_protobuf.Duration;
}
export interface Status {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly google_protobuf.Any[];
}
