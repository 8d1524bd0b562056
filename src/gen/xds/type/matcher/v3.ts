// Made by `npm run gen` from proto/; do not edit
import type * as xds_core_v3 from "../../../xds/core/v3.ts";
import type * as xds_type_v3 from "../../../xds/type/v3.ts";
export interface CelMatcher {
  readonly expr_match?: xds_type_v3.CelExpression;
  readonly description?: string;
}
export interface DoubleRangeMatcher {
  readonly range_matchers?: readonly DoubleRangeMatcher_RangeMatcher[];
}
export interface DoubleRangeMatcher_RangeMatcher {
  readonly ranges?: readonly xds_type_v3.DoubleRange[];
  readonly on_match?: Matcher_OnMatch;
}
export type HttpAttributesCelMatchInput = Readonly<Record<never, never>>;
export interface IPMatcher {
  readonly range_matchers?: readonly IPMatcher_IPRangeMatcher[];
}
export interface IPMatcher_IPRangeMatcher {
  readonly ranges?: readonly xds_core_v3.CidrRange[];
  readonly on_match?: Matcher_OnMatch;
  readonly exclusive?: boolean;
}
export interface Int32RangeMatcher {
  readonly range_matchers?: readonly Int32RangeMatcher_RangeMatcher[];
}
export interface Int32RangeMatcher_RangeMatcher {
  readonly ranges?: readonly xds_type_v3.Int32Range[];
  readonly on_match?: Matcher_OnMatch;
}
export interface Int64RangeMatcher {
  readonly range_matchers?: readonly Int64RangeMatcher_RangeMatcher[];
}
export interface Int64RangeMatcher_RangeMatcher {
  readonly ranges?: readonly xds_type_v3.Int64Range[];
  readonly on_match?: Matcher_OnMatch;
}
export interface ListStringMatcher {
  readonly patterns?: readonly StringMatcher[];
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
  readonly input?: xds_core_v3.TypedExtensionConfig;
} & (
  | { readonly value_match?: never; readonly custom_match?: never }
  | { readonly value_match: StringMatcher; readonly custom_match?: never }
  | { readonly value_match?: never; readonly custom_match: xds_core_v3.TypedExtensionConfig }
);
export type Matcher_MatcherTree = {
  readonly input?: xds_core_v3.TypedExtensionConfig;
} & (
  | { readonly exact_match_map?: never; readonly prefix_match_map?: never; readonly custom_match?: never }
  | { readonly exact_match_map: Matcher_MatcherTree_MatchMap; readonly prefix_match_map?: never; readonly custom_match?: never }
  | { readonly exact_match_map?: never; readonly prefix_match_map: Matcher_MatcherTree_MatchMap; readonly custom_match?: never }
  | { readonly exact_match_map?: never; readonly prefix_match_map?: never; readonly custom_match: xds_core_v3.TypedExtensionConfig }
);
export interface Matcher_MatcherTree_MatchMap {
  readonly map?: Readonly<Record<string, Matcher_OnMatch>>;
}
export type Matcher_OnMatch = {
  readonly keep_matching?: boolean;
} & (
  | { readonly matcher?: never; readonly action?: never }
  | { readonly matcher: Matcher; readonly action?: never }
  | { readonly matcher?: never; readonly action: xds_core_v3.TypedExtensionConfig }
);
export type RegexMatcher = {
  readonly regex?: string;
} & (
  | { readonly google_re2?: never }
  | { readonly google_re2: RegexMatcher_GoogleRE2 }
);
export type RegexMatcher_GoogleRE2 = Readonly<Record<never, never>>;
export interface ServerNameMatcher {
  readonly domain_matchers?: readonly ServerNameMatcher_DomainMatcher[];
}
export interface ServerNameMatcher_DomainMatcher {
  readonly domains?: readonly string[];
  readonly on_match?: Matcher_OnMatch;
}
export type StringMatcher = {
  readonly ignore_case?: boolean;
} & (
  | { readonly exact?: never; readonly prefix?: never; readonly suffix?: never; readonly safe_regex?: never; readonly contains?: never; readonly custom?: never }
  | { readonly exact: string; readonly prefix?: never; readonly suffix?: never; readonly safe_regex?: never; readonly contains?: never; readonly custom?: never }
  | { readonly exact?: never; readonly prefix: string; readonly suffix?: never; readonly safe_regex?: never; readonly contains?: never; readonly custom?: never }
  | { readonly exact?: never; readonly prefix?: never; readonly suffix: string; readonly safe_regex?: never; readonly contains?: never; readonly custom?: never }
  | { readonly exact?: never; readonly prefix?: never; readonly suffix?: never; readonly safe_regex: RegexMatcher; readonly contains?: never; readonly custom?: never }
  | { readonly exact?: never; readonly prefix?: never; readonly suffix?: never; readonly safe_regex?: never; readonly contains: string; readonly custom?: never }
  | { readonly exact?: never; readonly prefix?: never; readonly suffix?: never; readonly safe_regex?: never; readonly contains?: never; readonly custom: xds_core_v3.TypedExtensionConfig }
);
