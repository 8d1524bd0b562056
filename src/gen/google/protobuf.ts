// Made by `npm run gen` from proto/; do not edit
export interface Any {
  readonly type_url?: string;
  readonly value?: Uint8Array;
}
export interface BoolValue {
  readonly value?: boolean;
}
export interface BytesValue {
  readonly value?: Uint8Array;
}
export interface DoubleValue {
  readonly value?: number;
}
export interface Duration {
  readonly seconds?: number;
  readonly nanos?: number;
}
export type Empty = Readonly<Record<never, never>>;
export interface FloatValue {
  readonly value?: number;
}
export interface Int32Value {
  readonly value?: number;
}
export interface Int64Value {
  readonly value?: number;
}
export interface ListValue {
  readonly values?: readonly Value[];
}
export const NullValue = {
  NULL_VALUE: 0,
} as const;
export type NullValue = (typeof NullValue)[keyof typeof NullValue];
export interface StringValue {
  readonly value?: string;
}
export interface Struct {
  readonly fields?: Readonly<Record<string, Value>>;
}
export interface Timestamp {
  readonly seconds?: number;
  readonly nanos?: number;
}
export interface UInt32Value {
  readonly value?: number;
}
export interface UInt64Value {
  readonly value?: number;
}
export type Value = object & (
  | { readonly null_value?: never; readonly number_value?: never; readonly string_value?: never; readonly bool_value?: never; readonly struct_value?: never; readonly list_value?: never }
  | { readonly null_value: NullValue; readonly number_value?: never; readonly string_value?: never; readonly bool_value?: never; readonly struct_value?: never; readonly list_value?: never }
  | { readonly null_value?: never; readonly number_value: number; readonly string_value?: never; readonly bool_value?: never; readonly struct_value?: never; readonly list_value?: never }
  | { readonly null_value?: never; readonly number_value?: never; readonly string_value: string; readonly bool_value?: never; readonly struct_value?: never; readonly list_value?: never }
  | { readonly null_value?: never; readonly number_value?: never; readonly string_value?: never; readonly bool_value: boolean; readonly struct_value?: never; readonly list_value?: never }
  | { readonly null_value?: never; readonly number_value?: never; readonly string_value?: never; readonly bool_value?: never; readonly struct_value: Struct; readonly list_value?: never }
  | { readonly null_value?: never; readonly number_value?: never; readonly string_value?: never; readonly bool_value?: never; readonly struct_value?: never; readonly list_value: ListValue }
);
