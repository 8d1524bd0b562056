// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_mutation_rules_v3 from "../../../../../envoy/config/common/mutation_rules/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface ExtProcHttpService {
  readonly http_service?: envoy_config_core_v3.HttpService;
}
export interface ExtProcOverrides {
  readonly processing_mode?: ProcessingMode;
  readonly async_mode?: boolean;
  readonly request_attributes?: readonly string[];
  readonly response_attributes?: readonly string[];
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly metadata_options?: MetadataOptions;
  readonly grpc_initial_metadata?: readonly envoy_config_core_v3.HeaderValue[];
  readonly failure_mode_allow?: google_protobuf.BoolValue;
  readonly processing_request_modifier?: envoy_config_core_v3.TypedExtensionConfig;
  readonly emit_client_span?: google_protobuf.BoolValue;
}
export type ExtProcPerRoute = object & (
  | { readonly disabled?: never; readonly overrides?: never }
  | { readonly disabled: boolean; readonly overrides?: never }
  | { readonly disabled?: never; readonly overrides: ExtProcOverrides }
);
export interface ExternalProcessor {
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly http_service?: ExtProcHttpService;
  readonly failure_mode_allow?: boolean;
  readonly processing_mode?: ProcessingMode;
  readonly request_attributes?: readonly string[];
  readonly response_attributes?: readonly string[];
  readonly message_timeout?: google_protobuf.Duration;
  readonly stat_prefix?: string;
  readonly mutation_rules?: envoy_config_common_mutation_rules_v3.HeaderMutationRules;
  readonly max_message_timeout?: google_protobuf.Duration;
  readonly forward_rules?: HeaderForwardingRules;
  readonly filter_metadata?: google_protobuf.Struct;
  readonly allow_mode_override?: boolean;
  readonly disable_immediate_response?: boolean;
  readonly metadata_options?: MetadataOptions;
  readonly observability_mode?: boolean;
  readonly disable_clear_route_cache?: boolean;
  readonly route_cache_action?: ExternalProcessor_RouteCacheAction;
  readonly deferred_close_timeout?: google_protobuf.Duration;
  readonly send_body_without_waiting_for_header_response?: boolean;
  readonly allowed_override_modes?: readonly ProcessingMode[];
  readonly processing_request_modifier?: envoy_config_core_v3.TypedExtensionConfig;
  readonly on_processing_response?: envoy_config_core_v3.TypedExtensionConfig;
  readonly status_on_error?: envoy_type_v3.HttpStatus;
  readonly allow_content_length_header?: boolean;
  readonly emit_client_span?: google_protobuf.BoolValue;
}
export const ExternalProcessor_RouteCacheAction = {
  DEFAULT: 0,
  CLEAR: 1,
  RETAIN: 2,
} as const;
export type ExternalProcessor_RouteCacheAction = (typeof ExternalProcessor_RouteCacheAction)[keyof typeof ExternalProcessor_RouteCacheAction];
export interface HeaderForwardingRules {
  readonly allowed_headers?: envoy_type_matcher_v3.ListStringMatcher;
  readonly disallowed_headers?: envoy_type_matcher_v3.ListStringMatcher;
}
export interface MetadataOptions {
  readonly forwarding_namespaces?: MetadataOptions_MetadataNamespaces;
  readonly receiving_namespaces?: MetadataOptions_MetadataNamespaces;
  readonly cluster_metadata_forwarding_namespaces?: MetadataOptions_MetadataNamespaces;
}
export interface MetadataOptions_MetadataNamespaces {
  readonly untyped?: readonly string[];
  readonly typed?: readonly string[];
}
export interface ProcessingMode {
  readonly request_header_mode?: ProcessingMode_HeaderSendMode;
  readonly response_header_mode?: ProcessingMode_HeaderSendMode;
  readonly request_body_mode?: ProcessingMode_BodySendMode;
  readonly response_body_mode?: ProcessingMode_BodySendMode;
  readonly request_trailer_mode?: ProcessingMode_HeaderSendMode;
  readonly response_trailer_mode?: ProcessingMode_HeaderSendMode;
}
export const ProcessingMode_BodySendMode = {
  NONE: 0,
  STREAMED: 1,
  BUFFERED: 2,
  BUFFERED_PARTIAL: 3,
  FULL_DUPLEX_STREAMED: 4,
  GRPC: 5,
} as const;
export type ProcessingMode_BodySendMode = (typeof ProcessingMode_BodySendMode)[keyof typeof ProcessingMode_BodySendMode];
export const ProcessingMode_HeaderSendMode = {
  DEFAULT: 0,
  SEND: 1,
  SKIP: 2,
} as const;
export type ProcessingMode_HeaderSendMode = (typeof ProcessingMode_HeaderSendMode)[keyof typeof ProcessingMode_HeaderSendMode];
