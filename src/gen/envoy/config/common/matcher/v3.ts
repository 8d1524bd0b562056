// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../envoy/config/route/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../envoy/type/matcher/v3.ts";
export interface HttpGenericBodyMatch {
  readonly bytes_limit?: number;
  readonly patterns?: readonly HttpGenericBodyMatch_GenericTextMatch[];
}
export type HttpGenericBodyMatch_GenericTextMatch = object & (
  | { readonly string_match?: never; readonly binary_match?: never }
  | { readonly string_match: string; readonly binary_match?: never }
  | { readonly string_match?: never; readonly binary_match: Uint8Array }
);
export interface HttpHeadersMatch {
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[];
}
export type MatchPredicate = object & (
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match: MatchPredicate_MatchSet; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match: MatchPredicate_MatchSet; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match: MatchPredicate; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match: boolean; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match: HttpHeadersMatch; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match: HttpHeadersMatch; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match: HttpHeadersMatch; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match: HttpHeadersMatch; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match: HttpGenericBodyMatch; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match: HttpGenericBodyMatch }
);
export interface MatchPredicate_MatchSet {
  readonly rules?: readonly MatchPredicate[];
}
export type Matcher = {
  readonly on_no_match?: Matcher_OnMatch;
} & (
  | { readonly matcher_list?: never; readonly matcher_tree?: never }
  | { readonly matcher_list: Matcher_MatcherList; readonly matcher_tree?: never }
  | { readonly matcher_list?: never; readonly matcher_tree: Matcher_MatcherTree }
);
export interface Matcher_MatcherList {
  readonly matchers?: readonly Matcher_MatcherList_FieldMatcher[];
}
export interface Matcher_MatcherList_FieldMatcher {
  readonly predicate?: Matcher_MatcherList_Predicate;
  readonly on_match?: Matcher_OnMatch;
}
export type Matcher_MatcherList_Predicate = object & (
  | { readonly single_predicate?: never; readonly or_matcher?: never; readonly and_matcher?: never; readonly not_matcher?: never }
  | { readonly single_predicate: Matcher_MatcherList_Predicate_SinglePredicate; readonly or_matcher?: never; readonly and_matcher?: never; readonly not_matcher?: never }
  | { readonly single_predicate?: never; readonly or_matcher: Matcher_MatcherList_Predicate_PredicateList; readonly and_matcher?: never; readonly not_matcher?: never }
  | { readonly single_predicate?: never; readonly or_matcher?: never; readonly and_matcher: Matcher_MatcherList_Predicate_PredicateList; readonly not_matcher?: never }
  | { readonly single_predicate?: never; readonly or_matcher?: never; readonly and_matcher?: never; readonly not_matcher: Matcher_MatcherList_Predicate }
);
export interface Matcher_MatcherList_Predicate_PredicateList {
  readonly predicate?: readonly Matcher_MatcherList_Predicate[];
}
export type Matcher_MatcherList_Predicate_SinglePredicate = {
  readonly input?: envoy_config_core_v3.TypedExtensionConfig;
} & (
  | { readonly value_match?: never; readonly custom_match?: never }
  | { readonly value_match: envoy_type_matcher_v3.StringMatcher; readonly custom_match?: never }
  | { readonly value_match?: never; readonly custom_match: envoy_config_core_v3.TypedExtensionConfig }
);
export type Matcher_MatcherTree = {
  readonly input?: envoy_config_core_v3.TypedExtensionConfig;
} & (
  | { readonly exact_match_map?: never; readonly prefix_match_map?: never; readonly custom_match?: never }
  | { readonly exact_match_map: Matcher_MatcherTree_MatchMap; readonly prefix_match_map?: never; readonly custom_match?: never }
  | { readonly exact_match_map?: never; readonly prefix_match_map: Matcher_MatcherTree_MatchMap; readonly custom_match?: never }
  | { readonly exact_match_map?: never; readonly prefix_match_map?: never; readonly custom_match: envoy_config_core_v3.TypedExtensionConfig }
);
export interface Matcher_MatcherTree_MatchMap {
  readonly map?: Readonly<Record<string, Matcher_OnMatch>>;
}
export type Matcher_OnMatch = {
  readonly keep_matching?: boolean;
} & (
  | { readonly matcher?: never; readonly action?: never }
  | { readonly matcher: Matcher; readonly action?: never }
  | { readonly matcher?: never; readonly action: envoy_config_core_v3.TypedExtensionConfig }
);
