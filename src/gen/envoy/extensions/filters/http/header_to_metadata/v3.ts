// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
export interface Config {
  readonly request_rules?: readonly Config_Rule[];
  readonly response_rules?: readonly Config_Rule[];
  readonly stat_prefix?: string;
}
export interface Config_KeyValuePair {
  readonly metadata_namespace?: string;
  readonly key?: string;
  readonly value?: string;
  readonly regex_value_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute;
  readonly type?: Config_ValueType;
  readonly encode?: Config_ValueEncode;
}
export interface Config_Rule {
  readonly header?: string;
  readonly cookie?: string;
  readonly on_header_present?: Config_KeyValuePair;
  readonly on_header_missing?: Config_KeyValuePair;
  readonly remove?: boolean;
}
export const Config_ValueEncode = {
  NONE: 0,
  BASE64: 1,
} as const;
export type Config_ValueEncode = (typeof Config_ValueEncode)[keyof typeof Config_ValueEncode];
export const Config_ValueType = {
  STRING: 0,
  NUMBER: 1,
  PROTOBUF_VALUE: 2,
} as const;
export type Config_ValueType = (typeof Config_ValueType)[keyof typeof Config_ValueType];
