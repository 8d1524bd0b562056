// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_mutation_rules_v3 from "../../../../../envoy/config/common/mutation_rules/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface AuthorizationRequest {
  readonly allowed_headers?: envoy_type_matcher_v3.ListStringMatcher;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValue[];
}
export interface AuthorizationResponse {
  readonly allowed_upstream_headers?: envoy_type_matcher_v3.ListStringMatcher;
  readonly allowed_upstream_headers_to_append?: envoy_type_matcher_v3.ListStringMatcher;
  readonly allowed_client_headers?: envoy_type_matcher_v3.ListStringMatcher;
  readonly allowed_client_headers_on_success?: envoy_type_matcher_v3.ListStringMatcher;
  readonly dynamic_metadata_from_headers?: envoy_type_matcher_v3.ListStringMatcher;
}
export interface BufferSettings {
  readonly max_request_bytes?: number;
  readonly allow_partial_message?: boolean;
  readonly pack_as_bytes?: boolean;
}
export type CheckSettings = {
  readonly context_extensions?: Readonly<Record<string, string>>;
  readonly disable_request_body_buffering?: boolean;
  readonly with_request_body?: BufferSettings;
  readonly emit_client_span?: google_protobuf.BoolValue;
} & (
  | { readonly grpc_service?: never; readonly http_service?: never }
  | { readonly grpc_service: envoy_config_core_v3.GrpcService; readonly http_service?: never }
  | { readonly grpc_service?: never; readonly http_service: HttpService }
);
export type ExtAuthz = {
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion;
  readonly failure_mode_allow?: boolean;
  readonly failure_mode_allow_header_add?: boolean;
  readonly with_request_body?: BufferSettings;
  readonly clear_route_cache?: boolean;
  readonly clear_route_cache_headers?: readonly string[];
  readonly status_on_error?: envoy_type_v3.HttpStatus;
  readonly validate_mutations?: boolean;
  readonly metadata_context_namespaces?: readonly string[];
  readonly typed_metadata_context_namespaces?: readonly string[];
  readonly route_metadata_context_namespaces?: readonly string[];
  readonly route_typed_metadata_context_namespaces?: readonly string[];
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly filter_enabled_metadata?: envoy_type_matcher_v3.MetadataMatcher;
  readonly deny_at_disable?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly include_peer_certificate?: boolean;
  readonly stat_prefix?: string;
  readonly bootstrap_metadata_labels_key?: string;
  readonly allowed_headers?: envoy_type_matcher_v3.ListStringMatcher;
  readonly disallowed_headers?: envoy_type_matcher_v3.ListStringMatcher;
  readonly include_tls_session?: boolean;
  readonly charge_cluster_response_stats?: google_protobuf.BoolValue;
  readonly encode_raw_headers?: boolean;
  readonly decoder_header_mutation_rules?: envoy_config_common_mutation_rules_v3.HeaderMutationRules;
  readonly enable_dynamic_metadata_ingestion?: google_protobuf.BoolValue;
  readonly filter_metadata?: google_protobuf.Struct;
  readonly emit_filter_state_stats?: boolean;
  readonly max_denied_response_body_bytes?: number;
  readonly enforce_response_header_limits?: boolean;
  readonly shadow_mode?: boolean;
  readonly emit_client_span?: google_protobuf.BoolValue;
} & (
  | { readonly grpc_service?: never; readonly http_service?: never }
  | { readonly grpc_service: envoy_config_core_v3.GrpcService; readonly http_service?: never }
  | { readonly grpc_service?: never; readonly http_service: HttpService }
);
export type ExtAuthzPerRoute = object & (
  | { readonly disabled?: never; readonly check_settings?: never }
  | { readonly disabled: boolean; readonly check_settings?: never }
  | { readonly disabled?: never; readonly check_settings: CheckSettings }
);
export interface HttpService {
  readonly server_uri?: envoy_config_core_v3.HttpUri;
  readonly path_prefix?: string;
  readonly path_override?: string;
  readonly authorization_request?: AuthorizationRequest;
  readonly authorization_response?: AuthorizationResponse;
  readonly retry_policy?: envoy_config_core_v3.RetryPolicy;
}
export interface ShadowDecision {
  readonly check_result?: ShadowDecision_CheckResult;
  readonly status_code?: number;
  readonly response_headers?: readonly envoy_config_core_v3.HeaderValue[];
}
export const ShadowDecision_CheckResult = {
  UNSPECIFIED: 0,
  OK: 1,
  DENIED: 2,
  ERROR: 3,
} as const;
export type ShadowDecision_CheckResult = (typeof ShadowDecision_CheckResult)[keyof typeof ShadowDecision_CheckResult];
