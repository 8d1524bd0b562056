// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as google_rpc from "../../../google/rpc.ts";
export interface AttributeContext {
  readonly source?: AttributeContext_Peer;
  readonly destination?: AttributeContext_Peer;
  readonly request?: AttributeContext_Request;
  readonly context_extensions?: Readonly<Record<string, string>>;
  readonly metadata_context?: envoy_config_core_v3.Metadata;
  readonly route_metadata_context?: envoy_config_core_v3.Metadata;
  readonly tls_session?: AttributeContext_TLSSession;
}
export interface AttributeContext_HttpRequest {
  readonly id?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly header_map?: envoy_config_core_v3.HeaderMap;
  readonly path?: string;
  readonly host?: string;
  readonly scheme?: string;
  readonly query?: string;
  readonly fragment?: string;
  readonly size?: number;
  readonly protocol?: string;
  readonly body?: string;
  readonly raw_body?: Uint8Array;
}
export interface AttributeContext_Peer {
  readonly address?: envoy_config_core_v3.Address;
  readonly service?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly principal?: string;
  readonly certificate?: string;
}
export interface AttributeContext_Request {
  readonly time?: google_protobuf.Timestamp;
  readonly http?: AttributeContext_HttpRequest;
}
export interface AttributeContext_TLSSession {
  readonly sni?: string;
}
export interface CheckRequest {
  readonly attributes?: AttributeContext;
}
export type CheckResponse = {
  readonly status?: google_rpc.Status;
  readonly dynamic_metadata?: google_protobuf.Struct;
} & (
  | { readonly denied_response?: never; readonly ok_response?: never; readonly error_response?: never }
  | { readonly denied_response: DeniedHttpResponse; readonly ok_response?: never; readonly error_response?: never }
  | { readonly denied_response?: never; readonly ok_response: OkHttpResponse; readonly error_response?: never }
  | { readonly denied_response?: never; readonly ok_response?: never; readonly error_response: DeniedHttpResponse }
);
export interface DeniedHttpResponse {
  readonly status?: envoy_type_v3.HttpStatus;
  readonly headers?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly body?: string;
}
export interface OkHttpResponse {
  readonly headers?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly headers_to_remove?: readonly string[];
  readonly dynamic_metadata?: google_protobuf.Struct;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly query_parameters_to_set?: readonly envoy_config_core_v3.QueryParameter[];
  readonly query_parameters_to_remove?: readonly string[];
}
