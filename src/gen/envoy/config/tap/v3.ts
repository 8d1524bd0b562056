// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_matcher_v3 from "../../../envoy/config/common/matcher/v3.ts";
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../envoy/config/route/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface BufferedAdminSink {
  readonly max_traces?: number;
  readonly timeout?: google_protobuf.Duration;
}
export interface FilePerTapSink {
  readonly path_prefix?: string;
}
export interface HttpGenericBodyMatch {
  readonly bytes_limit?: number;
  readonly patterns?: readonly HttpGenericBodyMatch_GenericTextMatch[];
}
export type HttpGenericBodyMatch_GenericTextMatch = object & (
  | { readonly string_match?: never; readonly binary_match?: never }
  | { readonly string_match: string; readonly binary_match?: never }
  | { readonly string_match?: never; readonly binary_match: Uint8Array }
);
export interface HttpHeadersMatch {
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[];
}
export type MatchPredicate = object & (
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match: MatchPredicate_MatchSet; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match: MatchPredicate_MatchSet; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match: MatchPredicate; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match: boolean; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match: HttpHeadersMatch; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match: HttpHeadersMatch; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match: HttpHeadersMatch; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match: HttpHeadersMatch; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match: HttpGenericBodyMatch; readonly http_response_generic_body_match?: never }
  | { readonly or_match?: never; readonly and_match?: never; readonly not_match?: never; readonly any_match?: never; readonly http_request_headers_match?: never; readonly http_request_trailers_match?: never; readonly http_response_headers_match?: never; readonly http_response_trailers_match?: never; readonly http_request_generic_body_match?: never; readonly http_response_generic_body_match: HttpGenericBodyMatch }
);
export interface MatchPredicate_MatchSet {
  readonly rules?: readonly MatchPredicate[];
}
export interface OutputConfig {
  readonly sinks?: readonly OutputSink[];
  readonly max_buffered_rx_bytes?: google_protobuf.UInt32Value;
  readonly max_buffered_tx_bytes?: google_protobuf.UInt32Value;
  readonly streaming?: boolean;
  readonly min_streamed_sent_bytes?: google_protobuf.UInt32Value;
}
export type OutputSink = {
  readonly format?: OutputSink_Format;
} & (
  | { readonly streaming_admin?: never; readonly file_per_tap?: never; readonly streaming_grpc?: never; readonly buffered_admin?: never; readonly custom_sink?: never }
  | { readonly streaming_admin: StreamingAdminSink; readonly file_per_tap?: never; readonly streaming_grpc?: never; readonly buffered_admin?: never; readonly custom_sink?: never }
  | { readonly streaming_admin?: never; readonly file_per_tap: FilePerTapSink; readonly streaming_grpc?: never; readonly buffered_admin?: never; readonly custom_sink?: never }
  | { readonly streaming_admin?: never; readonly file_per_tap?: never; readonly streaming_grpc: StreamingGrpcSink; readonly buffered_admin?: never; readonly custom_sink?: never }
  | { readonly streaming_admin?: never; readonly file_per_tap?: never; readonly streaming_grpc?: never; readonly buffered_admin: BufferedAdminSink; readonly custom_sink?: never }
  | { readonly streaming_admin?: never; readonly file_per_tap?: never; readonly streaming_grpc?: never; readonly buffered_admin?: never; readonly custom_sink: envoy_config_core_v3.TypedExtensionConfig }
);
export const OutputSink_Format = {
  JSON_BODY_AS_BYTES: 0,
  JSON_BODY_AS_STRING: 1,
  PROTO_BINARY: 2,
  PROTO_BINARY_LENGTH_DELIMITED: 3,
  PROTO_TEXT: 4,
} as const;
export type OutputSink_Format = (typeof OutputSink_Format)[keyof typeof OutputSink_Format];
export type StreamingAdminSink = Readonly<Record<never, never>>;
export interface StreamingGrpcSink {
  readonly tap_id?: string;
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
}
export interface TapConfig {
  readonly match_config?: MatchPredicate;
  readonly match?: envoy_config_common_matcher_v3.MatchPredicate;
  readonly output_config?: OutputConfig;
  readonly tap_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
}
