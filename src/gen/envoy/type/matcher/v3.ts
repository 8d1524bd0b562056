// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as xds_core_v3 from "../../../xds/core/v3.ts";
export interface AddressMatcher {
  readonly ranges?: readonly xds_core_v3.CidrRange[];
  readonly invert_match?: boolean;
}
export type DoubleMatcher = object & (
  | { readonly range?: never; readonly exact?: never }
  | { readonly range: envoy_type_v3.DoubleRange; readonly exact?: never }
  | { readonly range?: never; readonly exact: number }
);
export type FilterStateMatcher = {
  readonly key?: string;
} & (
  | { readonly string_match?: never; readonly address_match?: never }
  | { readonly string_match: StringMatcher; readonly address_match?: never }
  | { readonly string_match?: never; readonly address_match: AddressMatcher }
);
export interface HttpRequestHeaderMatchInput {
  readonly header_name?: string;
}
export interface HttpRequestQueryParamMatchInput {
  readonly query_param?: string;
}
export interface HttpRequestTrailerMatchInput {
  readonly header_name?: string;
}
export interface HttpResponseHeaderMatchInput {
  readonly header_name?: string;
}
export type HttpResponseLocalReplyMatchInput = Readonly<Record<never, never>>;
export type HttpResponseStatusCodeClassMatchInput = Readonly<Record<never, never>>;
export type HttpResponseStatusCodeMatchInput = Readonly<Record<never, never>>;
export interface HttpResponseTrailerMatchInput {
  readonly header_name?: string;
}
export type ListMatcher = object & (
  | { readonly one_of?: never }
  | { readonly one_of: ValueMatcher }
);
export interface ListStringMatcher {
  readonly patterns?: readonly StringMatcher[];
}
export interface MetadataMatcher {
  readonly filter?: string;
  readonly path?: readonly MetadataMatcher_PathSegment[];
  readonly value?: ValueMatcher;
  readonly invert?: boolean;
}
export type MetadataMatcher_PathSegment = object & (
  | { readonly key?: never }
  | { readonly key: string }
);
export interface NodeMatcher {
  readonly node_id?: StringMatcher;
  readonly node_metadatas?: readonly StructMatcher[];
}
export interface OrMatcher {
  readonly value_matchers?: readonly ValueMatcher[];
}
export type PathMatcher = object & (
  | { readonly path?: never }
  | { readonly path: StringMatcher }
);
export interface RegexMatchAndSubstitute {
  readonly pattern?: RegexMatcher;
  readonly substitution?: string;
}
export type RegexMatcher = {
  readonly regex?: string;
} & (
  | { readonly google_re2?: never }
  | { readonly google_re2: RegexMatcher_GoogleRE2 }
);
export interface RegexMatcher_GoogleRE2 {
  readonly max_program_size?: google_protobuf.UInt32Value;
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
export interface StructMatcher {
  readonly path?: readonly StructMatcher_PathSegment[];
  readonly value?: ValueMatcher;
}
export type StructMatcher_PathSegment = object & (
  | { readonly key?: never }
  | { readonly key: string }
);
export type ValueMatcher = object & (
  | { readonly null_match?: never; readonly double_match?: never; readonly string_match?: never; readonly bool_match?: never; readonly present_match?: never; readonly list_match?: never; readonly or_match?: never }
  | { readonly null_match: ValueMatcher_NullMatch; readonly double_match?: never; readonly string_match?: never; readonly bool_match?: never; readonly present_match?: never; readonly list_match?: never; readonly or_match?: never }
  | { readonly null_match?: never; readonly double_match: DoubleMatcher; readonly string_match?: never; readonly bool_match?: never; readonly present_match?: never; readonly list_match?: never; readonly or_match?: never }
  | { readonly null_match?: never; readonly double_match?: never; readonly string_match: StringMatcher; readonly bool_match?: never; readonly present_match?: never; readonly list_match?: never; readonly or_match?: never }
  | { readonly null_match?: never; readonly double_match?: never; readonly string_match?: never; readonly bool_match: boolean; readonly present_match?: never; readonly list_match?: never; readonly or_match?: never }
  | { readonly null_match?: never; readonly double_match?: never; readonly string_match?: never; readonly bool_match?: never; readonly present_match: boolean; readonly list_match?: never; readonly or_match?: never }
  | { readonly null_match?: never; readonly double_match?: never; readonly string_match?: never; readonly bool_match?: never; readonly present_match?: never; readonly list_match: ListMatcher; readonly or_match?: never }
  | { readonly null_match?: never; readonly double_match?: never; readonly string_match?: never; readonly bool_match?: never; readonly present_match?: never; readonly list_match?: never; readonly or_match: OrMatcher }
);
export type ValueMatcher_NullMatch = Readonly<Record<never, never>>;
