// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface JsonToMetadata {
  readonly request_rules?: JsonToMetadata_MatchRules;
  readonly response_rules?: JsonToMetadata_MatchRules;
}
export type JsonToMetadata_KeyValuePair = {
  readonly metadata_namespace?: string;
  readonly key?: string;
  readonly type?: JsonToMetadata_ValueType;
  readonly preserve_existing_metadata_value?: boolean;
} & (
  | { readonly value?: never }
  | { readonly value: google_protobuf.Value }
);
export interface JsonToMetadata_MatchRules {
  readonly rules?: readonly JsonToMetadata_Rule[];
  readonly allow_content_types?: readonly string[];
  readonly allow_empty_content_type?: boolean;
  readonly allow_content_types_regex?: envoy_type_matcher_v3.RegexMatcher;
}
export interface JsonToMetadata_Rule {
  readonly selectors?: readonly JsonToMetadata_Selector[];
  readonly on_present?: JsonToMetadata_KeyValuePair;
  readonly on_missing?: JsonToMetadata_KeyValuePair;
  readonly on_error?: JsonToMetadata_KeyValuePair;
}
export type JsonToMetadata_Selector = object & (
  | { readonly key?: never }
  | { readonly key: string }
);
export const JsonToMetadata_ValueType = {
  PROTOBUF_VALUE: 0,
  STRING: 1,
  NUMBER: 2,
} as const;
export type JsonToMetadata_ValueType = (typeof JsonToMetadata_ValueType)[keyof typeof JsonToMetadata_ValueType];
