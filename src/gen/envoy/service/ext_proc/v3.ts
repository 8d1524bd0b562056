// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_filters_http_ext_proc_v3 from "../../../envoy/extensions/filters/http/ext_proc/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export type BodyMutation = object & (
  | { readonly body?: never; readonly clear_body?: never; readonly streamed_response?: never }
  | { readonly body: Uint8Array; readonly clear_body?: never; readonly streamed_response?: never }
  | { readonly body?: never; readonly clear_body: boolean; readonly streamed_response?: never }
  | { readonly body?: never; readonly clear_body?: never; readonly streamed_response: StreamedBodyResponse }
);
export interface BodyResponse {
  readonly response?: CommonResponse;
}
export interface CommonResponse {
  readonly status?: CommonResponse_ResponseStatus;
  readonly header_mutation?: HeaderMutation;
  readonly body_mutation?: BodyMutation;
  readonly trailers?: envoy_config_core_v3.HeaderMap;
  readonly clear_route_cache?: boolean;
}
export const CommonResponse_ResponseStatus = {
  CONTINUE: 0,
  CONTINUE_AND_REPLACE: 1,
} as const;
export type CommonResponse_ResponseStatus = (typeof CommonResponse_ResponseStatus)[keyof typeof CommonResponse_ResponseStatus];
export interface GrpcStatus {
  readonly status?: number;
}
export interface HeaderMutation {
  readonly set_headers?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly remove_headers?: readonly string[];
}
export interface HeadersResponse {
  readonly response?: CommonResponse;
}
export interface HttpBody {
  readonly body?: Uint8Array;
  readonly end_of_stream?: boolean;
  readonly end_of_stream_without_message?: boolean;
  readonly grpc_message_compressed?: boolean;
  readonly drain_complete?: boolean;
}
export interface HttpHeaders {
  readonly headers?: envoy_config_core_v3.HeaderMap;
  readonly attributes?: Readonly<Record<string, google_protobuf.Struct>>;
  readonly end_of_stream?: boolean;
}
export interface HttpTrailers {
  readonly trailers?: envoy_config_core_v3.HeaderMap;
}
export interface ImmediateResponse {
  readonly status?: envoy_type_v3.HttpStatus;
  readonly headers?: HeaderMutation;
  readonly body?: Uint8Array;
  readonly grpc_status?: GrpcStatus;
  readonly details?: string;
}
export type ProcessingRequest = {
  readonly metadata_context?: envoy_config_core_v3.Metadata;
  readonly attributes?: Readonly<Record<string, google_protobuf.Struct>>;
  readonly observability_mode?: boolean;
  readonly protocol_config?: ProtocolConfiguration;
  readonly flow_control_init?: ProcessingRequest_FlowControlInit;
  readonly client_window_update?: ProcessingRequest_ClientWindowUpdate;
} & (
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never }
  | { readonly request_headers: HttpHeaders; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never }
  | { readonly request_headers?: never; readonly response_headers: HttpHeaders; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body: HttpBody; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body: HttpBody; readonly request_trailers?: never; readonly response_trailers?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers: HttpTrailers; readonly response_trailers?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers: HttpTrailers }
);
export interface ProcessingRequest_ClientWindowUpdate {
  readonly window_increment_sidestream_to_upstream?: number;
  readonly window_increment_sidestream_to_downstream?: number;
}
export interface ProcessingRequest_FlowControlInit {
  readonly initial_window_downstream_to_sidestream?: number;
  readonly initial_window_sidestream_to_upstream?: number;
  readonly initial_window_upstream_to_sidestream?: number;
  readonly initial_window_sidestream_to_downstream?: number;
}
export type ProcessingResponse = {
  readonly dynamic_metadata?: google_protobuf.Struct;
  readonly typed_dynamic_metadata?: Readonly<Record<string, google_protobuf.Any>>;
  readonly mode_override?: envoy_extensions_filters_http_ext_proc_v3.ProcessingMode;
  readonly request_drain?: boolean;
  readonly request_drain_requests?: boolean;
  readonly request_drain_responses?: boolean;
  readonly override_message_timeout?: google_protobuf.Duration;
  readonly server_window_update?: ProcessingResponse_ServerWindowUpdate;
} & (
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers: HeadersResponse; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers: HeadersResponse; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body: BodyResponse; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body: BodyResponse; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers: TrailersResponse; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers: TrailersResponse; readonly immediate_response?: never; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response: ImmediateResponse; readonly streamed_immediate_response?: never }
  | { readonly request_headers?: never; readonly response_headers?: never; readonly request_body?: never; readonly response_body?: never; readonly request_trailers?: never; readonly response_trailers?: never; readonly immediate_response?: never; readonly streamed_immediate_response: StreamedImmediateResponse }
);
export interface ProcessingResponse_ServerWindowUpdate {
  readonly window_increment_downstream_to_sidestream?: number;
  readonly window_increment_upstream_to_sidestream?: number;
}
export interface ProtocolConfiguration {
  readonly request_body_mode?: envoy_extensions_filters_http_ext_proc_v3.ProcessingMode_BodySendMode;
  readonly response_body_mode?: envoy_extensions_filters_http_ext_proc_v3.ProcessingMode_BodySendMode;
  readonly send_body_without_waiting_for_header_response?: boolean;
}
export interface StreamedBodyResponse {
  readonly body?: Uint8Array;
  readonly end_of_stream?: boolean;
  readonly end_of_stream_without_message?: boolean;
  readonly grpc_message_compressed?: boolean;
  readonly drain_complete?: boolean;
}
export type StreamedImmediateResponse = object & (
  | { readonly headers_response?: never; readonly body_response?: never; readonly trailers_response?: never }
  | { readonly headers_response: HttpHeaders; readonly body_response?: never; readonly trailers_response?: never }
  | { readonly headers_response?: never; readonly body_response: StreamedBodyResponse; readonly trailers_response?: never }
  | { readonly headers_response?: never; readonly body_response?: never; readonly trailers_response: envoy_config_core_v3.HeaderMap }
);
export interface TrailersResponse {
  readonly header_mutation?: HeaderMutation;
}
