// Made by `npm run gen` from proto/; do not edit
import type * as cel_expr from "../../cel/expr.ts";
import type * as google_api_expr_v1alpha1 from "../../google/api/expr/v1alpha1.ts";
import type * as google_protobuf from "../../google/protobuf.ts";
export type CelExpression = {
  readonly cel_expr_parsed?: cel_expr.ParsedExpr;
  readonly cel_expr_checked?: cel_expr.CheckedExpr;
  readonly cel_expr_string?: string;
} & (
  | { readonly parsed_expr?: never; readonly checked_expr?: never }
  | { readonly parsed_expr: google_api_expr_v1alpha1.ParsedExpr; readonly checked_expr?: never }
  | { readonly parsed_expr?: never; readonly checked_expr: google_api_expr_v1alpha1.CheckedExpr }
);
export interface CelExtractString {
  readonly expr_extract?: CelExpression;
  readonly default_value?: google_protobuf.StringValue;
}
export interface DoubleRange {
  readonly start?: number;
  readonly end?: number;
}
export interface Int32Range {
  readonly start?: number;
  readonly end?: number;
}
export interface Int64Range {
  readonly start?: number;
  readonly end?: number;
}
export interface TypedStruct {
  readonly type_url?: string;
  readonly value?: google_protobuf.Struct;
}
