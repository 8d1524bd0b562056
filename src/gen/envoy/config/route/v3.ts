// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_mutation_rules_v3 from "../../../envoy/config/common/mutation_rules/v3.ts";
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_metadata_v3 from "../../../envoy/type/metadata/v3.ts";
import type * as envoy_type_tracing_v3 from "../../../envoy/type/tracing/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as xds_type_matcher_v3 from "../../../xds/type/matcher/v3.ts";
export interface ClusterSpecifierPlugin {
  readonly extension?: envoy_config_core_v3.TypedExtensionConfig;
  readonly is_optional?: boolean;
}
export interface CookieMatcher {
  readonly name?: string;
  readonly string_match?: envoy_type_matcher_v3.StringMatcher;
  readonly invert_match?: boolean;
}
export type CorsPolicy = {
  readonly allow_origin_string_match?: readonly envoy_type_matcher_v3.StringMatcher[];
  readonly allow_methods?: string;
  readonly allow_headers?: string;
  readonly expose_headers?: string;
  readonly max_age?: string;
  readonly allow_credentials?: google_protobuf.BoolValue;
  readonly shadow_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly allow_private_network_access?: google_protobuf.BoolValue;
  readonly forward_not_matching_preflights?: google_protobuf.BoolValue;
} & (
  | { readonly filter_enabled?: never }
  | { readonly filter_enabled: envoy_config_core_v3.RuntimeFractionalPercent }
);
export interface Decorator {
  readonly operation?: string;
  readonly propagate?: google_protobuf.BoolValue;
}
export interface DirectResponseAction {
  readonly status?: number;
  readonly body?: envoy_config_core_v3.DataSource;
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString;
}
export interface FilterAction {
  readonly action?: google_protobuf.Any;
}
export interface FilterConfig {
  readonly config?: google_protobuf.Any;
  readonly is_optional?: boolean;
  readonly disabled?: boolean;
}
export type HeaderMatcher = {
  readonly name?: string;
  readonly invert_match?: boolean;
  readonly treat_missing_header_as_empty?: boolean;
} & (
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match: string; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match: envoy_type_matcher_v3.RegexMatcher; readonly range_match?: never; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match: envoy_type_v3.Int64Range; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match: boolean; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match?: never; readonly prefix_match: string; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match: string; readonly contains_match?: never; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match: string; readonly string_match?: never }
  | { readonly exact_match?: never; readonly safe_regex_match?: never; readonly range_match?: never; readonly present_match?: never; readonly prefix_match?: never; readonly suffix_match?: never; readonly contains_match?: never; readonly string_match: envoy_type_matcher_v3.StringMatcher }
);
export interface HedgePolicy {
  readonly initial_requests?: google_protobuf.UInt32Value;
  readonly additional_request_chance?: envoy_type_v3.FractionalPercent;
  readonly hedge_on_per_try_timeout?: boolean;
}
export interface InternalRedirectPolicy {
  readonly max_internal_redirects?: google_protobuf.UInt32Value;
  readonly redirect_response_codes?: readonly number[];
  readonly predicates?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly allow_cross_scheme_redirect?: boolean;
  readonly response_headers_to_copy?: readonly string[];
}
export type NonForwardingAction = Readonly<Record<never, never>>;
export type QueryParameterMatcher = {
  readonly name?: string;
} & (
  | { readonly string_match?: never; readonly present_match?: never }
  | { readonly string_match: envoy_type_matcher_v3.StringMatcher; readonly present_match?: never }
  | { readonly string_match?: never; readonly present_match: boolean }
);
export interface RateLimit {
  readonly stage?: google_protobuf.UInt32Value;
  readonly disable_key?: string;
  readonly actions?: readonly RateLimit_Action[];
  readonly limit?: RateLimit_Override;
  readonly hits_addend?: RateLimit_HitsAddend;
  readonly apply_on_stream_done?: boolean;
  readonly x_ratelimit_option?: RateLimit_XRateLimitOption;
}
export type RateLimit_Action = object & (
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster: RateLimit_Action_SourceCluster; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster: RateLimit_Action_DestinationCluster; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers: RateLimit_Action_RequestHeaders; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters: RateLimit_Action_QueryParameters; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address: RateLimit_Action_RemoteAddress; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key: RateLimit_Action_GenericKey; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match: RateLimit_Action_HeaderValueMatch; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata: RateLimit_Action_DynamicMetaData; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata: RateLimit_Action_MetaData; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension: envoy_config_core_v3.TypedExtensionConfig; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address: RateLimit_Action_MaskedRemoteAddress; readonly query_parameter_value_match?: never; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match: RateLimit_Action_QueryParameterValueMatch; readonly remote_address_match?: never }
  | { readonly source_cluster?: never; readonly destination_cluster?: never; readonly request_headers?: never; readonly query_parameters?: never; readonly remote_address?: never; readonly generic_key?: never; readonly header_value_match?: never; readonly dynamic_metadata?: never; readonly metadata?: never; readonly extension?: never; readonly masked_remote_address?: never; readonly query_parameter_value_match?: never; readonly remote_address_match: RateLimit_Action_RemoteAddressMatch }
);
export type RateLimit_Action_DestinationCluster = Readonly<Record<never, never>>;
export interface RateLimit_Action_DynamicMetaData {
  readonly descriptor_key?: string;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey;
  readonly default_value?: string;
}
export interface RateLimit_Action_GenericKey {
  readonly descriptor_value?: string;
  readonly default_value?: string;
  readonly descriptor_key?: string;
}
export interface RateLimit_Action_HeaderValueMatch {
  readonly descriptor_value?: string;
  readonly default_value?: string;
  readonly descriptor_key?: string;
  readonly expect_match?: google_protobuf.BoolValue;
  readonly headers?: readonly HeaderMatcher[];
}
export interface RateLimit_Action_MaskedRemoteAddress {
  readonly v4_prefix_mask_len?: google_protobuf.UInt32Value;
  readonly v6_prefix_mask_len?: google_protobuf.UInt32Value;
}
export interface RateLimit_Action_MetaData {
  readonly descriptor_key?: string;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey;
  readonly default_value?: string;
  readonly source?: RateLimit_Action_MetaData_Source;
  readonly skip_if_absent?: boolean;
}
export const RateLimit_Action_MetaData_Source = {
  DYNAMIC: 0,
  ROUTE_ENTRY: 1,
  CLUSTER_ENTRY: 2,
  CLUSTER_LOCALITY_ENTRY: 3,
} as const;
export type RateLimit_Action_MetaData_Source = (typeof RateLimit_Action_MetaData_Source)[keyof typeof RateLimit_Action_MetaData_Source];
export interface RateLimit_Action_QueryParameterValueMatch {
  readonly descriptor_value?: string;
  readonly default_value?: string;
  readonly descriptor_key?: string;
  readonly expect_match?: google_protobuf.BoolValue;
  readonly query_parameters?: readonly QueryParameterMatcher[];
}
export interface RateLimit_Action_QueryParameters {
  readonly query_parameter_name?: string;
  readonly descriptor_key?: string;
  readonly skip_if_absent?: boolean;
}
export type RateLimit_Action_RemoteAddress = Readonly<Record<never, never>>;
export interface RateLimit_Action_RemoteAddressMatch {
  readonly descriptor_value?: string;
  readonly descriptor_key?: string;
  readonly default_value?: string;
  readonly address_matcher?: envoy_type_matcher_v3.AddressMatcher;
}
export interface RateLimit_Action_RequestHeaders {
  readonly header_name?: string;
  readonly descriptor_key?: string;
  readonly skip_if_absent?: boolean;
}
export type RateLimit_Action_SourceCluster = Readonly<Record<never, never>>;
export interface RateLimit_HitsAddend {
  readonly number?: google_protobuf.UInt64Value;
  readonly format?: string;
  readonly is_negative_hits?: boolean;
}
export type RateLimit_Override = object & (
  | { readonly dynamic_metadata?: never; readonly rate_limit?: never }
  | { readonly dynamic_metadata: RateLimit_Override_DynamicMetadata; readonly rate_limit?: never }
  | { readonly dynamic_metadata?: never; readonly rate_limit: RateLimit_Override_RateLimitOverride }
);
export interface RateLimit_Override_DynamicMetadata {
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey;
}
export interface RateLimit_Override_RateLimitOverride {
  readonly requests_per_unit?: number;
  readonly unit?: envoy_type_v3.RateLimitUnit;
}
export const RateLimit_XRateLimitOption = {
  UNSPECIFIED: 0,
  OFF: 1,
  DRAFT_VERSION_03: 2,
} as const;
export type RateLimit_XRateLimitOption = (typeof RateLimit_XRateLimitOption)[keyof typeof RateLimit_XRateLimitOption];
export type RedirectAction = {
  readonly host_redirect?: string;
  readonly port_redirect?: number;
  readonly response_code?: RedirectAction_RedirectResponseCode;
  readonly strip_query?: boolean;
} & (
  | { readonly https_redirect?: never; readonly scheme_redirect?: never }
  | { readonly https_redirect: boolean; readonly scheme_redirect?: never }
  | { readonly https_redirect?: never; readonly scheme_redirect: string }
) & (
  | { readonly path_redirect?: never; readonly prefix_rewrite?: never; readonly regex_rewrite?: never; readonly path_rewrite?: never }
  | { readonly path_redirect: string; readonly prefix_rewrite?: never; readonly regex_rewrite?: never; readonly path_rewrite?: never }
  | { readonly path_redirect?: never; readonly prefix_rewrite: string; readonly regex_rewrite?: never; readonly path_rewrite?: never }
  | { readonly path_redirect?: never; readonly prefix_rewrite?: never; readonly regex_rewrite: envoy_type_matcher_v3.RegexMatchAndSubstitute; readonly path_rewrite?: never }
  | { readonly path_redirect?: never; readonly prefix_rewrite?: never; readonly regex_rewrite?: never; readonly path_rewrite: string }
);
export const RedirectAction_RedirectResponseCode = {
  MOVED_PERMANENTLY: 0,
  FOUND: 1,
  SEE_OTHER: 2,
  TEMPORARY_REDIRECT: 3,
  PERMANENT_REDIRECT: 4,
} as const;
export type RedirectAction_RedirectResponseCode = (typeof RedirectAction_RedirectResponseCode)[keyof typeof RedirectAction_RedirectResponseCode];
export interface RetryPolicy {
  readonly retry_on?: string;
  readonly num_retries?: google_protobuf.UInt32Value;
  readonly per_try_timeout?: google_protobuf.Duration;
  readonly per_try_idle_timeout?: google_protobuf.Duration;
  readonly retry_priority?: RetryPolicy_RetryPriority;
  readonly retry_host_predicate?: readonly RetryPolicy_RetryHostPredicate[];
  readonly retry_options_predicates?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly host_selection_retry_max_attempts?: number;
  readonly retriable_status_codes?: readonly number[];
  readonly retry_back_off?: RetryPolicy_RetryBackOff;
  readonly rate_limited_retry_back_off?: RetryPolicy_RateLimitedRetryBackOff;
  readonly retriable_headers?: readonly HeaderMatcher[];
  readonly retriable_request_headers?: readonly HeaderMatcher[];
  readonly refresh_cluster_on_retry?: boolean;
}
export interface RetryPolicy_RateLimitedRetryBackOff {
  readonly reset_headers?: readonly RetryPolicy_ResetHeader[];
  readonly max_interval?: google_protobuf.Duration;
}
export interface RetryPolicy_ResetHeader {
  readonly name?: string;
  readonly format?: RetryPolicy_ResetHeaderFormat;
}
export const RetryPolicy_ResetHeaderFormat = {
  SECONDS: 0,
  UNIX_TIMESTAMP: 1,
} as const;
export type RetryPolicy_ResetHeaderFormat = (typeof RetryPolicy_ResetHeaderFormat)[keyof typeof RetryPolicy_ResetHeaderFormat];
export interface RetryPolicy_RetryBackOff {
  readonly base_interval?: google_protobuf.Duration;
  readonly max_interval?: google_protobuf.Duration;
}
export type RetryPolicy_RetryHostPredicate = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export type RetryPolicy_RetryPriority = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export type Route = {
  readonly name?: string;
  readonly match?: RouteMatch;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly decorator?: Decorator;
  readonly typed_per_filter_config?: Readonly<Record<string, google_protobuf.Any>>;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly request_headers_to_remove?: readonly string[];
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly response_headers_to_remove?: readonly string[];
  readonly tracing?: Tracing;
  readonly per_request_buffer_limit_bytes?: google_protobuf.UInt32Value;
  readonly stat_prefix?: string;
  readonly request_body_buffer_limit?: google_protobuf.UInt64Value;
  readonly route_specifiers?: readonly envoy_config_core_v3.TypedExtensionConfig[];
} & (
  | { readonly route?: never; readonly redirect?: never; readonly direct_response?: never; readonly filter_action?: never; readonly non_forwarding_action?: never }
  | { readonly route: RouteAction; readonly redirect?: never; readonly direct_response?: never; readonly filter_action?: never; readonly non_forwarding_action?: never }
  | { readonly route?: never; readonly redirect: RedirectAction; readonly direct_response?: never; readonly filter_action?: never; readonly non_forwarding_action?: never }
  | { readonly route?: never; readonly redirect?: never; readonly direct_response: DirectResponseAction; readonly filter_action?: never; readonly non_forwarding_action?: never }
  | { readonly route?: never; readonly redirect?: never; readonly direct_response?: never; readonly filter_action: FilterAction; readonly non_forwarding_action?: never }
  | { readonly route?: never; readonly redirect?: never; readonly direct_response?: never; readonly filter_action?: never; readonly non_forwarding_action: NonForwardingAction }
);
export type RouteAction = {
  readonly cluster_not_found_response_code?: RouteAction_ClusterNotFoundResponseCode;
  readonly metadata_match?: envoy_config_core_v3.Metadata;
  readonly prefix_rewrite?: string;
  readonly regex_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute;
  readonly path_rewrite_policy?: envoy_config_core_v3.TypedExtensionConfig;
  readonly path_rewrite?: string;
  readonly append_x_forwarded_host?: boolean;
  readonly timeout?: google_protobuf.Duration;
  readonly idle_timeout?: google_protobuf.Duration;
  readonly flush_timeout?: google_protobuf.Duration;
  readonly early_data_policy?: envoy_config_core_v3.TypedExtensionConfig;
  readonly retry_policy?: RetryPolicy;
  readonly retry_policy_typed_config?: google_protobuf.Any;
  readonly request_mirror_policies?: readonly RouteAction_RequestMirrorPolicy[];
  readonly priority?: envoy_config_core_v3.RoutingPriority;
  readonly rate_limits?: readonly RateLimit[];
  readonly include_vh_rate_limits?: google_protobuf.BoolValue;
  readonly hash_policy?: readonly RouteAction_HashPolicy[];
  readonly cors?: CorsPolicy;
  readonly max_grpc_timeout?: google_protobuf.Duration;
  readonly grpc_timeout_offset?: google_protobuf.Duration;
  readonly upgrade_configs?: readonly RouteAction_UpgradeConfig[];
  readonly internal_redirect_policy?: InternalRedirectPolicy;
  readonly internal_redirect_action?: RouteAction_InternalRedirectAction;
  readonly max_internal_redirects?: google_protobuf.UInt32Value;
  readonly hedge_policy?: HedgePolicy;
  readonly max_stream_duration?: RouteAction_MaxStreamDuration;
} & (
  | { readonly cluster?: never; readonly cluster_header?: never; readonly weighted_clusters?: never; readonly cluster_specifier_plugin?: never; readonly inline_cluster_specifier_plugin?: never }
  | { readonly cluster: string; readonly cluster_header?: never; readonly weighted_clusters?: never; readonly cluster_specifier_plugin?: never; readonly inline_cluster_specifier_plugin?: never }
  | { readonly cluster?: never; readonly cluster_header: string; readonly weighted_clusters?: never; readonly cluster_specifier_plugin?: never; readonly inline_cluster_specifier_plugin?: never }
  | { readonly cluster?: never; readonly cluster_header?: never; readonly weighted_clusters: WeightedCluster; readonly cluster_specifier_plugin?: never; readonly inline_cluster_specifier_plugin?: never }
  | { readonly cluster?: never; readonly cluster_header?: never; readonly weighted_clusters?: never; readonly cluster_specifier_plugin: string; readonly inline_cluster_specifier_plugin?: never }
  | { readonly cluster?: never; readonly cluster_header?: never; readonly weighted_clusters?: never; readonly cluster_specifier_plugin?: never; readonly inline_cluster_specifier_plugin: ClusterSpecifierPlugin }
) & (
  | { readonly host_rewrite_literal?: never; readonly auto_host_rewrite?: never; readonly host_rewrite_header?: never; readonly host_rewrite_path_regex?: never; readonly host_rewrite?: never }
  | { readonly host_rewrite_literal: string; readonly auto_host_rewrite?: never; readonly host_rewrite_header?: never; readonly host_rewrite_path_regex?: never; readonly host_rewrite?: never }
  | { readonly host_rewrite_literal?: never; readonly auto_host_rewrite: google_protobuf.BoolValue; readonly host_rewrite_header?: never; readonly host_rewrite_path_regex?: never; readonly host_rewrite?: never }
  | { readonly host_rewrite_literal?: never; readonly auto_host_rewrite?: never; readonly host_rewrite_header: string; readonly host_rewrite_path_regex?: never; readonly host_rewrite?: never }
  | { readonly host_rewrite_literal?: never; readonly auto_host_rewrite?: never; readonly host_rewrite_header?: never; readonly host_rewrite_path_regex: envoy_type_matcher_v3.RegexMatchAndSubstitute; readonly host_rewrite?: never }
  | { readonly host_rewrite_literal?: never; readonly auto_host_rewrite?: never; readonly host_rewrite_header?: never; readonly host_rewrite_path_regex?: never; readonly host_rewrite: string }
);
export const RouteAction_ClusterNotFoundResponseCode = {
  SERVICE_UNAVAILABLE: 0,
  NOT_FOUND: 1,
  INTERNAL_SERVER_ERROR: 2,
} as const;
export type RouteAction_ClusterNotFoundResponseCode = (typeof RouteAction_ClusterNotFoundResponseCode)[keyof typeof RouteAction_ClusterNotFoundResponseCode];
export type RouteAction_HashPolicy = {
  readonly terminal?: boolean;
} & (
  | { readonly header?: never; readonly cookie?: never; readonly connection_properties?: never; readonly query_parameter?: never; readonly filter_state?: never }
  | { readonly header: RouteAction_HashPolicy_Header; readonly cookie?: never; readonly connection_properties?: never; readonly query_parameter?: never; readonly filter_state?: never }
  | { readonly header?: never; readonly cookie: RouteAction_HashPolicy_Cookie; readonly connection_properties?: never; readonly query_parameter?: never; readonly filter_state?: never }
  | { readonly header?: never; readonly cookie?: never; readonly connection_properties: RouteAction_HashPolicy_ConnectionProperties; readonly query_parameter?: never; readonly filter_state?: never }
  | { readonly header?: never; readonly cookie?: never; readonly connection_properties?: never; readonly query_parameter: RouteAction_HashPolicy_QueryParameter; readonly filter_state?: never }
  | { readonly header?: never; readonly cookie?: never; readonly connection_properties?: never; readonly query_parameter?: never; readonly filter_state: RouteAction_HashPolicy_FilterState }
);
export interface RouteAction_HashPolicy_ConnectionProperties {
  readonly source_ip?: boolean;
}
export interface RouteAction_HashPolicy_Cookie {
  readonly name?: string;
  readonly ttl?: google_protobuf.Duration;
  readonly path?: string;
  readonly attributes?: readonly RouteAction_HashPolicy_CookieAttribute[];
}
export interface RouteAction_HashPolicy_CookieAttribute {
  readonly name?: string;
  readonly value?: string;
}
export interface RouteAction_HashPolicy_FilterState {
  readonly key?: string;
}
export interface RouteAction_HashPolicy_Header {
  readonly header_name?: string;
  readonly regex_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute;
}
export interface RouteAction_HashPolicy_QueryParameter {
  readonly name?: string;
}
export const RouteAction_InternalRedirectAction = {
  PASS_THROUGH_INTERNAL_REDIRECT: 0,
  HANDLE_INTERNAL_REDIRECT: 1,
} as const;
export type RouteAction_InternalRedirectAction = (typeof RouteAction_InternalRedirectAction)[keyof typeof RouteAction_InternalRedirectAction];
export interface RouteAction_MaxStreamDuration {
  readonly max_stream_duration?: google_protobuf.Duration;
  readonly grpc_timeout_header_max?: google_protobuf.Duration;
  readonly grpc_timeout_header_offset?: google_protobuf.Duration;
}
export interface RouteAction_RequestMirrorPolicy {
  readonly cluster?: string;
  readonly cluster_header?: string;
  readonly runtime_fraction?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly trace_sampled?: google_protobuf.BoolValue;
  readonly disable_shadow_host_suffix_append?: boolean;
  readonly request_headers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[];
  readonly host_rewrite_literal?: string;
}
export interface RouteAction_UpgradeConfig {
  readonly upgrade_type?: string;
  readonly enabled?: google_protobuf.BoolValue;
  readonly connect_config?: RouteAction_UpgradeConfig_ConnectConfig;
}
export interface RouteAction_UpgradeConfig_ConnectConfig {
  readonly proxy_protocol_config?: envoy_config_core_v3.ProxyProtocolConfig;
  readonly allow_post?: boolean;
}
export interface RouteConfiguration {
  readonly name?: string;
  readonly virtual_hosts?: readonly VirtualHost[];
  readonly vhds?: Vhds;
  readonly internal_only_headers?: readonly string[];
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly response_headers_to_remove?: readonly string[];
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly request_headers_to_remove?: readonly string[];
  readonly most_specific_header_mutations_wins?: boolean;
  readonly validate_clusters?: google_protobuf.BoolValue;
  readonly max_direct_response_body_size_bytes?: google_protobuf.UInt32Value;
  readonly cluster_specifier_plugins?: readonly ClusterSpecifierPlugin[];
  readonly request_mirror_policies?: readonly RouteAction_RequestMirrorPolicy[];
  readonly ignore_port_in_host_matching?: boolean;
  readonly vhost_header?: string;
  readonly ignore_path_parameters_in_path_matching?: boolean;
  readonly typed_per_filter_config?: Readonly<Record<string, google_protobuf.Any>>;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly route_specifiers?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
export interface RouteList {
  readonly routes?: readonly Route[];
}
export type RouteMatch = {
  readonly case_sensitive?: google_protobuf.BoolValue;
  readonly runtime_fraction?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly headers?: readonly HeaderMatcher[];
  readonly query_parameters?: readonly QueryParameterMatcher[];
  readonly cookies?: readonly CookieMatcher[];
  readonly grpc?: RouteMatch_GrpcRouteMatchOptions;
  readonly tls_context?: RouteMatch_TlsContextMatchOptions;
  readonly dynamic_metadata?: readonly envoy_type_matcher_v3.MetadataMatcher[];
  readonly filter_state?: readonly envoy_type_matcher_v3.FilterStateMatcher[];
} & (
  | { readonly prefix?: never; readonly path?: never; readonly safe_regex?: never; readonly connect_matcher?: never; readonly path_separated_prefix?: never; readonly path_match_policy?: never }
  | { readonly prefix: string; readonly path?: never; readonly safe_regex?: never; readonly connect_matcher?: never; readonly path_separated_prefix?: never; readonly path_match_policy?: never }
  | { readonly prefix?: never; readonly path: string; readonly safe_regex?: never; readonly connect_matcher?: never; readonly path_separated_prefix?: never; readonly path_match_policy?: never }
  | { readonly prefix?: never; readonly path?: never; readonly safe_regex: envoy_type_matcher_v3.RegexMatcher; readonly connect_matcher?: never; readonly path_separated_prefix?: never; readonly path_match_policy?: never }
  | { readonly prefix?: never; readonly path?: never; readonly safe_regex?: never; readonly connect_matcher: RouteMatch_ConnectMatcher; readonly path_separated_prefix?: never; readonly path_match_policy?: never }
  | { readonly prefix?: never; readonly path?: never; readonly safe_regex?: never; readonly connect_matcher?: never; readonly path_separated_prefix: string; readonly path_match_policy?: never }
  | { readonly prefix?: never; readonly path?: never; readonly safe_regex?: never; readonly connect_matcher?: never; readonly path_separated_prefix?: never; readonly path_match_policy: envoy_config_core_v3.TypedExtensionConfig }
);
export type RouteMatch_ConnectMatcher = Readonly<Record<never, never>>;
export type RouteMatch_GrpcRouteMatchOptions = Readonly<Record<never, never>>;
export interface RouteMatch_TlsContextMatchOptions {
  readonly presented?: google_protobuf.BoolValue;
  readonly validated?: google_protobuf.BoolValue;
}
export interface ScopedRouteConfiguration {
  readonly on_demand?: boolean;
  readonly name?: string;
  readonly route_configuration_name?: string;
  readonly route_configuration?: RouteConfiguration;
  readonly key?: ScopedRouteConfiguration_Key;
}
export interface ScopedRouteConfiguration_Key {
  readonly fragments?: readonly ScopedRouteConfiguration_Key_Fragment[];
}
export type ScopedRouteConfiguration_Key_Fragment = object & (
  | { readonly string_key?: never }
  | { readonly string_key: string }
);
export interface Tracing {
  readonly client_sampling?: envoy_type_v3.FractionalPercent;
  readonly random_sampling?: envoy_type_v3.FractionalPercent;
  readonly overall_sampling?: envoy_type_v3.FractionalPercent;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[];
  readonly operation?: string;
  readonly upstream_operation?: string;
}
export interface Vhds {
  readonly config_source?: envoy_config_core_v3.ConfigSource;
}
export interface VirtualCluster {
  readonly headers?: readonly HeaderMatcher[];
  readonly name?: string;
}
export interface VirtualHost {
  readonly name?: string;
  readonly domains?: readonly string[];
  readonly routes?: readonly Route[];
  readonly matcher?: xds_type_matcher_v3.Matcher;
  readonly require_tls?: VirtualHost_TlsRequirementType;
  readonly virtual_clusters?: readonly VirtualCluster[];
  readonly rate_limits?: readonly RateLimit[];
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly request_headers_to_remove?: readonly string[];
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly response_headers_to_remove?: readonly string[];
  readonly cors?: CorsPolicy;
  readonly typed_per_filter_config?: Readonly<Record<string, google_protobuf.Any>>;
  readonly include_request_attempt_count?: boolean;
  readonly include_attempt_count_in_response?: boolean;
  readonly retry_policy?: RetryPolicy;
  readonly retry_policy_typed_config?: google_protobuf.Any;
  readonly hedge_policy?: HedgePolicy;
  readonly include_is_timeout_retry_header?: boolean;
  readonly per_request_buffer_limit_bytes?: google_protobuf.UInt32Value;
  readonly request_body_buffer_limit?: google_protobuf.UInt64Value;
  readonly request_mirror_policies?: readonly RouteAction_RequestMirrorPolicy[];
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly route_specifiers?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
export const VirtualHost_TlsRequirementType = {
  NONE: 0,
  EXTERNAL_ONLY: 1,
  ALL: 2,
} as const;
export type VirtualHost_TlsRequirementType = (typeof VirtualHost_TlsRequirementType)[keyof typeof VirtualHost_TlsRequirementType];
export type WeightedCluster = {
  readonly clusters?: readonly WeightedCluster_ClusterWeight[];
  readonly total_weight?: google_protobuf.UInt32Value;
  readonly runtime_key_prefix?: string;
} & (
  | { readonly header_name?: never; readonly use_hash_policy?: never }
  | { readonly header_name: string; readonly use_hash_policy?: never }
  | { readonly header_name?: never; readonly use_hash_policy: google_protobuf.BoolValue }
);
export type WeightedCluster_ClusterWeight = {
  readonly name?: string;
  readonly cluster_header?: string;
  readonly weight?: google_protobuf.UInt32Value;
  readonly metadata_match?: envoy_config_core_v3.Metadata;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly request_headers_to_remove?: readonly string[];
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly response_headers_to_remove?: readonly string[];
  readonly typed_per_filter_config?: Readonly<Record<string, google_protobuf.Any>>;
} & (
  | { readonly host_rewrite_literal?: never }
  | { readonly host_rewrite_literal: string }
);
