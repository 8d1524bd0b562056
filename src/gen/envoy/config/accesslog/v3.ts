// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../envoy/config/route/v3.ts";
import type * as envoy_data_accesslog_v3 from "../../../envoy/data/accesslog/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export type AccessLog = {
  readonly name?: string;
  readonly filter?: AccessLogFilter;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export type AccessLogFilter = object & (
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter: StatusCodeFilter; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter: DurationFilter; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter: NotHealthCheckFilter; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter: TraceableFilter; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter: RuntimeFilter; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter: AndFilter; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter: OrFilter; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter: HeaderFilter; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter: ResponseFlagFilter; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter: GrpcStatusFilter; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter: ExtensionFilter; readonly metadata_filter?: never; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter: MetadataFilter; readonly log_type_filter?: never }
  | { readonly status_code_filter?: never; readonly duration_filter?: never; readonly not_health_check_filter?: never; readonly traceable_filter?: never; readonly runtime_filter?: never; readonly and_filter?: never; readonly or_filter?: never; readonly header_filter?: never; readonly response_flag_filter?: never; readonly grpc_status_filter?: never; readonly extension_filter?: never; readonly metadata_filter?: never; readonly log_type_filter: LogTypeFilter }
);
export interface AndFilter {
  readonly filters?: readonly AccessLogFilter[];
}
export interface ComparisonFilter {
  readonly op?: ComparisonFilter_Op;
  readonly value?: envoy_config_core_v3.RuntimeUInt32;
}
export const ComparisonFilter_Op = {
  EQ: 0,
  GE: 1,
  LE: 2,
  NE: 3,
} as const;
export type ComparisonFilter_Op = (typeof ComparisonFilter_Op)[keyof typeof ComparisonFilter_Op];
export interface DurationFilter {
  readonly comparison?: ComparisonFilter;
}
export type ExtensionFilter = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface GrpcStatusFilter {
  readonly statuses?: readonly GrpcStatusFilter_Status[];
  readonly exclude?: boolean;
}
export const GrpcStatusFilter_Status = {
  OK: 0,
  CANCELED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcStatusFilter_Status = (typeof GrpcStatusFilter_Status)[keyof typeof GrpcStatusFilter_Status];
export interface HeaderFilter {
  readonly header?: envoy_config_route_v3.HeaderMatcher;
}
export interface LogTypeFilter {
  readonly types?: readonly envoy_data_accesslog_v3.AccessLogType[];
  readonly exclude?: boolean;
}
export interface MetadataFilter {
  readonly matcher?: envoy_type_matcher_v3.MetadataMatcher;
  readonly match_if_key_not_found?: google_protobuf.BoolValue;
}
export type NotHealthCheckFilter = Readonly<Record<never, never>>;
export interface OrFilter {
  readonly filters?: readonly AccessLogFilter[];
}
export interface ResponseFlagFilter {
  readonly flags?: readonly string[];
}
export interface RuntimeFilter {
  readonly runtime_key?: string;
  readonly percent_sampled?: envoy_type_v3.FractionalPercent;
  readonly use_independent_randomness?: boolean;
}
export interface StatusCodeFilter {
  readonly comparison?: ComparisonFilter;
}
export type TraceableFilter = Readonly<Record<never, never>>;
