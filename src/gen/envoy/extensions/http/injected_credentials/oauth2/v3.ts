// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../../../envoy/extensions/transport_sockets/tls/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type OAuth2 = {
  readonly token_endpoint?: envoy_config_core_v3.HttpUri;
  readonly scopes?: readonly string[];
  readonly token_fetch_retry_interval?: google_protobuf.Duration;
  readonly endpoint_params?: readonly OAuth2_EndpointParameter[];
} & (
  | { readonly client_credentials?: never }
  | { readonly client_credentials: OAuth2_ClientCredentials }
);
export const OAuth2_AuthType = {
  BASIC_AUTH: 0,
  URL_ENCODED_BODY: 1,
  TLS_CLIENT_AUTH: 2,
} as const;
export type OAuth2_AuthType = (typeof OAuth2_AuthType)[keyof typeof OAuth2_AuthType];
export interface OAuth2_ClientCredentials {
  readonly client_id?: string;
  readonly client_secret?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig;
  readonly auth_type?: OAuth2_AuthType;
}
export interface OAuth2_EndpointParameter {
  readonly name?: string;
  readonly value?: string;
}
