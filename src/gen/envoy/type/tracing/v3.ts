// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_metadata_v3 from "../../../envoy/type/metadata/v3.ts";
export type CustomTag = {
  readonly tag?: string;
  readonly value_type?: CustomTag_ValueType;
} & (
  | { readonly literal?: never; readonly environment?: never; readonly request_header?: never; readonly metadata?: never; readonly value?: never }
  | { readonly literal: CustomTag_Literal; readonly environment?: never; readonly request_header?: never; readonly metadata?: never; readonly value?: never }
  | { readonly literal?: never; readonly environment: CustomTag_Environment; readonly request_header?: never; readonly metadata?: never; readonly value?: never }
  | { readonly literal?: never; readonly environment?: never; readonly request_header: CustomTag_Header; readonly metadata?: never; readonly value?: never }
  | { readonly literal?: never; readonly environment?: never; readonly request_header?: never; readonly metadata: CustomTag_Metadata; readonly value?: never }
  | { readonly literal?: never; readonly environment?: never; readonly request_header?: never; readonly metadata?: never; readonly value: string }
);
export interface CustomTag_Environment {
  readonly name?: string;
  readonly default_value?: string;
}
export interface CustomTag_Header {
  readonly name?: string;
  readonly default_value?: string;
}
export interface CustomTag_Literal {
  readonly value?: string;
}
export interface CustomTag_Metadata {
  readonly kind?: envoy_type_metadata_v3.MetadataKind;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey;
  readonly default_value?: string;
}
export const CustomTag_ValueType = {
  UNSPECIFIED: 0,
  STRING: 1,
  INT: 2,
  DOUBLE: 3,
  BOOL: 4,
} as const;
export type CustomTag_ValueType = (typeof CustomTag_ValueType)[keyof typeof CustomTag_ValueType];
