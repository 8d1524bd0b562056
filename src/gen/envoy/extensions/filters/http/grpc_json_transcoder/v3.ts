// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type GrpcJsonTranscoder = {
  readonly services?: readonly string[];
  readonly print_options?: GrpcJsonTranscoder_PrintOptions;
  readonly match_incoming_request_route?: boolean;
  readonly ignored_query_parameters?: readonly string[];
  readonly auto_mapping?: boolean;
  readonly ignore_unknown_query_parameters?: boolean;
  readonly convert_grpc_status?: boolean;
  readonly url_unescape_spec?: GrpcJsonTranscoder_UrlUnescapeSpec;
  readonly query_param_unescape_plus?: boolean;
  readonly match_unregistered_custom_verb?: boolean;
  readonly request_validation_options?: GrpcJsonTranscoder_RequestValidationOptions;
  readonly case_insensitive_enum_parsing?: boolean;
  readonly max_request_body_size?: google_protobuf.UInt32Value;
  readonly max_response_body_size?: google_protobuf.UInt32Value;
  readonly capture_unknown_query_parameters?: boolean;
} & (
  | { readonly proto_descriptor?: never; readonly proto_descriptor_bin?: never }
  | { readonly proto_descriptor: string; readonly proto_descriptor_bin?: never }
  | { readonly proto_descriptor?: never; readonly proto_descriptor_bin: Uint8Array }
);
export interface GrpcJsonTranscoder_PrintOptions {
  readonly add_whitespace?: boolean;
  readonly always_print_primitive_fields?: boolean;
  readonly always_print_enums_as_ints?: boolean;
  readonly preserve_proto_field_names?: boolean;
  readonly stream_newline_delimited?: boolean;
  readonly stream_sse_style_delimited?: boolean;
}
export interface GrpcJsonTranscoder_RequestValidationOptions {
  readonly reject_unknown_method?: boolean;
  readonly reject_unknown_query_parameters?: boolean;
  readonly reject_binding_body_field_collisions?: boolean;
}
export const GrpcJsonTranscoder_UrlUnescapeSpec = {
  ALL_CHARACTERS_EXCEPT_RESERVED: 0,
  ALL_CHARACTERS_EXCEPT_SLASH: 1,
  ALL_CHARACTERS: 2,
} as const;
export type GrpcJsonTranscoder_UrlUnescapeSpec = (typeof GrpcJsonTranscoder_UrlUnescapeSpec)[keyof typeof GrpcJsonTranscoder_UrlUnescapeSpec];
export interface UnknownQueryParams {
  readonly key?: Readonly<Record<string, UnknownQueryParams_Values>>;
}
export interface UnknownQueryParams_Values {
  readonly values?: readonly string[];
}
