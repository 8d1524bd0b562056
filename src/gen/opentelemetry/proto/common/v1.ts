// Made by `npm run gen` from proto/; do not edit
export type AnyValue = object & (
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value?: never; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value: string; readonly bool_value?: never; readonly int_value?: never; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value: boolean; readonly int_value?: never; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value: number; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value?: never; readonly double_value: number; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value?: never; readonly double_value?: never; readonly array_value: ArrayValue; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value?: never; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value: KeyValueList; readonly bytes_value?: never; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value?: never; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value: Uint8Array; readonly string_value_strindex?: never }
  | { readonly string_value?: never; readonly bool_value?: never; readonly int_value?: never; readonly double_value?: never; readonly array_value?: never; readonly kvlist_value?: never; readonly bytes_value?: never; readonly string_value_strindex: number }
);
export interface ArrayValue {
  readonly values?: readonly AnyValue[];
}
export interface EntityRef {
  readonly schema_url?: string;
  readonly type?: string;
  readonly id_keys?: readonly string[];
  readonly description_keys?: readonly string[];
}
export interface InstrumentationScope {
  readonly name?: string;
  readonly version?: string;
  readonly attributes?: readonly KeyValue[];
  readonly dropped_attributes_count?: number;
}
export interface KeyValue {
  readonly key?: string;
  readonly value?: AnyValue;
  readonly key_strindex?: number;
}
export interface KeyValueList {
  readonly values?: readonly KeyValue[];
}
