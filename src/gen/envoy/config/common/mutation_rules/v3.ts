// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export type HeaderMutation = object & (
  | { readonly remove?: never; readonly append?: never; readonly remove_on_match?: never }
  | { readonly remove: string; readonly append?: never; readonly remove_on_match?: never }
  | { readonly remove?: never; readonly append: envoy_config_core_v3.HeaderValueOption; readonly remove_on_match?: never }
  | { readonly remove?: never; readonly append?: never; readonly remove_on_match: HeaderMutation_RemoveOnMatch }
);
export interface HeaderMutation_RemoveOnMatch {
  readonly key_matcher?: envoy_type_matcher_v3.StringMatcher;
}
export interface HeaderMutationRules {
  readonly allow_all_routing?: google_protobuf.BoolValue;
  readonly allow_envoy?: google_protobuf.BoolValue;
  readonly disallow_system?: google_protobuf.BoolValue;
  readonly disallow_all?: google_protobuf.BoolValue;
  readonly allow_expression?: envoy_type_matcher_v3.RegexMatcher;
  readonly disallow_expression?: envoy_type_matcher_v3.RegexMatcher;
  readonly disallow_is_error?: google_protobuf.BoolValue;
}
