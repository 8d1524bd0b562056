// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../google/protobuf.ts";
export interface CheckedExpr {
  readonly reference_map?: Readonly<Record<string, Reference>>;
  readonly type_map?: Readonly<Record<string, Type>>;
  readonly source_info?: SourceInfo;
  readonly expr_version?: string;
  readonly expr?: Expr;
}
export type Constant = object & (
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value: google_protobuf.NullValue; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value: boolean; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value: number; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value: number; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value: number; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value: string; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value: Uint8Array; readonly duration_value?: never; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value: google_protobuf.Duration; readonly timestamp_value?: never }
  | { readonly null_value?: never; readonly bool_value?: never; readonly int64_value?: never; readonly uint64_value?: never; readonly double_value?: never; readonly string_value?: never; readonly bytes_value?: never; readonly duration_value?: never; readonly timestamp_value: google_protobuf.Timestamp }
);
export type Decl = {
  readonly name?: string;
} & (
  | { readonly ident?: never; readonly function?: never }
  | { readonly ident: Decl_IdentDecl; readonly function?: never }
  | { readonly ident?: never; readonly function: Decl_FunctionDecl }
);
export interface Decl_FunctionDecl {
  readonly overloads?: readonly Decl_FunctionDecl_Overload[];
  readonly doc?: string;
}
export interface Decl_FunctionDecl_Overload {
  readonly overload_id?: string;
  readonly params?: readonly Type[];
  readonly type_params?: readonly string[];
  readonly result_type?: Type;
  readonly is_instance_function?: boolean;
  readonly doc?: string;
}
export interface Decl_IdentDecl {
  readonly type?: Type;
  readonly value?: Constant;
  readonly doc?: string;
}
export type Expr = {
  readonly id?: number;
} & (
  | { readonly const_expr?: never; readonly ident_expr?: never; readonly select_expr?: never; readonly call_expr?: never; readonly list_expr?: never; readonly struct_expr?: never; readonly comprehension_expr?: never }
  | { readonly const_expr: Constant; readonly ident_expr?: never; readonly select_expr?: never; readonly call_expr?: never; readonly list_expr?: never; readonly struct_expr?: never; readonly comprehension_expr?: never }
  | { readonly const_expr?: never; readonly ident_expr: Expr_Ident; readonly select_expr?: never; readonly call_expr?: never; readonly list_expr?: never; readonly struct_expr?: never; readonly comprehension_expr?: never }
  | { readonly const_expr?: never; readonly ident_expr?: never; readonly select_expr: Expr_Select; readonly call_expr?: never; readonly list_expr?: never; readonly struct_expr?: never; readonly comprehension_expr?: never }
  | { readonly const_expr?: never; readonly ident_expr?: never; readonly select_expr?: never; readonly call_expr: Expr_Call; readonly list_expr?: never; readonly struct_expr?: never; readonly comprehension_expr?: never }
  | { readonly const_expr?: never; readonly ident_expr?: never; readonly select_expr?: never; readonly call_expr?: never; readonly list_expr: Expr_CreateList; readonly struct_expr?: never; readonly comprehension_expr?: never }
  | { readonly const_expr?: never; readonly ident_expr?: never; readonly select_expr?: never; readonly call_expr?: never; readonly list_expr?: never; readonly struct_expr: Expr_CreateStruct; readonly comprehension_expr?: never }
  | { readonly const_expr?: never; readonly ident_expr?: never; readonly select_expr?: never; readonly call_expr?: never; readonly list_expr?: never; readonly struct_expr?: never; readonly comprehension_expr: Expr_Comprehension }
);
export interface Expr_Call {
  readonly target?: Expr;
  readonly function?: string;
  readonly args?: readonly Expr[];
}
export interface Expr_Comprehension {
  readonly iter_var?: string;
  readonly iter_var2?: string;
  readonly iter_range?: Expr;
  readonly accu_var?: string;
  readonly accu_init?: Expr;
  readonly loop_condition?: Expr;
  readonly loop_step?: Expr;
  readonly result?: Expr;
}
export interface Expr_CreateList {
  readonly elements?: readonly Expr[];
  readonly optional_indices?: readonly number[];
}
export interface Expr_CreateStruct {
  readonly message_name?: string;
  readonly entries?: readonly Expr_CreateStruct_Entry[];
}
export type Expr_CreateStruct_Entry = {
  readonly id?: number;
  readonly value?: Expr;
  readonly optional_entry?: boolean;
} & (
  | { readonly field_key?: never; readonly map_key?: never }
  | { readonly field_key: string; readonly map_key?: never }
  | { readonly field_key?: never; readonly map_key: Expr }
);
export interface Expr_Ident {
  readonly name?: string;
}
export interface Expr_Select {
  readonly operand?: Expr;
  readonly field?: string;
  readonly test_only?: boolean;
}
export interface ParsedExpr {
  readonly expr?: Expr;
  readonly source_info?: SourceInfo;
}
export interface Reference {
  readonly name?: string;
  readonly overload_id?: readonly string[];
  readonly value?: Constant;
}
export interface SourceInfo {
  readonly syntax_version?: string;
  readonly location?: string;
  readonly line_offsets?: readonly number[];
  readonly positions?: Readonly<Record<string, number>>;
  readonly macro_calls?: Readonly<Record<string, Expr>>;
  readonly extensions?: readonly SourceInfo_Extension[];
}
export interface SourceInfo_Extension {
  readonly id?: string;
  readonly affected_components?: readonly SourceInfo_Extension_Component[];
  readonly version?: SourceInfo_Extension_Version;
}
export const SourceInfo_Extension_Component = {
  COMPONENT_UNSPECIFIED: 0,
  COMPONENT_PARSER: 1,
  COMPONENT_TYPE_CHECKER: 2,
  COMPONENT_RUNTIME: 3,
} as const;
export type SourceInfo_Extension_Component = (typeof SourceInfo_Extension_Component)[keyof typeof SourceInfo_Extension_Component];
export interface SourceInfo_Extension_Version {
  readonly major?: number;
  readonly minor?: number;
}
export type Type = object & (
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn: google_protobuf.Empty; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null: google_protobuf.NullValue; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive: Type_PrimitiveType; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper: Type_PrimitiveType; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known: Type_WellKnownType; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type: Type_ListType; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type: Type_MapType; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function: Type_FunctionType; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type: string; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param: string; readonly type?: never; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type: Type; readonly error?: never; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error: google_protobuf.Empty; readonly abstract_type?: never }
  | { readonly dyn?: never; readonly null?: never; readonly primitive?: never; readonly wrapper?: never; readonly well_known?: never; readonly list_type?: never; readonly map_type?: never; readonly function?: never; readonly message_type?: never; readonly type_param?: never; readonly type?: never; readonly error?: never; readonly abstract_type: Type_AbstractType }
);
export interface Type_AbstractType {
  readonly name?: string;
  readonly parameter_types?: readonly Type[];
}
export interface Type_FunctionType {
  readonly result_type?: Type;
  readonly arg_types?: readonly Type[];
}
export interface Type_ListType {
  readonly elem_type?: Type;
}
export interface Type_MapType {
  readonly key_type?: Type;
  readonly value_type?: Type;
}
export const Type_PrimitiveType = {
  PRIMITIVE_TYPE_UNSPECIFIED: 0,
  BOOL: 1,
  INT64: 2,
  UINT64: 3,
  DOUBLE: 4,
  STRING: 5,
  BYTES: 6,
} as const;
export type Type_PrimitiveType = (typeof Type_PrimitiveType)[keyof typeof Type_PrimitiveType];
export const Type_WellKnownType = {
  WELL_KNOWN_TYPE_UNSPECIFIED: 0,
  ANY: 1,
  TIMESTAMP: 2,
  DURATION: 3,
} as const;
export type Type_WellKnownType = (typeof Type_WellKnownType)[keyof typeof Type_WellKnownType];
