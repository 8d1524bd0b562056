// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../../../envoy/extensions/transport_sockets/tls/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface CookieConfig {
  readonly same_site?: CookieConfig_SameSite;
  readonly path?: string;
  readonly partitioned?: boolean;
}
export const CookieConfig_SameSite = {
  DISABLED: 0,
  STRICT: 1,
  LAX: 2,
  NONE: 3,
} as const;
export type CookieConfig_SameSite = (typeof CookieConfig_SameSite)[keyof typeof CookieConfig_SameSite];
export interface CookieConfigs {
  readonly bearer_token_cookie_config?: CookieConfig;
  readonly oauth_hmac_cookie_config?: CookieConfig;
  readonly oauth_expires_cookie_config?: CookieConfig;
  readonly id_token_cookie_config?: CookieConfig;
  readonly refresh_token_cookie_config?: CookieConfig;
  readonly oauth_nonce_cookie_config?: CookieConfig;
  readonly code_verifier_cookie_config?: CookieConfig;
}
export interface OAuth2 {
  readonly config?: OAuth2Config;
}
export interface OAuth2Config {
  readonly token_endpoint?: envoy_config_core_v3.HttpUri;
  readonly retry_policy?: envoy_config_core_v3.RetryPolicy;
  readonly authorization_endpoint?: string;
  readonly end_session_endpoint?: string;
  readonly post_logout_redirect_uri?: PostLogoutRedirectUri;
  readonly credentials?: OAuth2Credentials;
  readonly redirect_uri?: string;
  readonly redirect_path_matcher?: envoy_type_matcher_v3.PathMatcher;
  readonly signout_path?: envoy_type_matcher_v3.PathMatcher;
  readonly forward_bearer_token?: boolean;
  readonly forward_id_token?: OAuth2TokenForwarding;
  readonly preserve_authorization_header?: boolean;
  readonly pass_through_matcher?: readonly envoy_config_route_v3.HeaderMatcher[];
  readonly auth_scopes?: readonly string[];
  readonly resources?: readonly string[];
  readonly auth_type?: OAuth2Config_AuthType;
  readonly use_refresh_token?: google_protobuf.BoolValue;
  readonly default_expires_in?: google_protobuf.Duration;
  readonly deny_redirect_matcher?: readonly envoy_config_route_v3.HeaderMatcher[];
  readonly default_refresh_token_expires_in?: google_protobuf.Duration;
  readonly disable_id_token_set_cookie?: boolean;
  readonly disable_access_token_set_cookie?: boolean;
  readonly disable_refresh_token_set_cookie?: boolean;
  readonly cookie_configs?: CookieConfigs;
  readonly stat_prefix?: string;
  readonly csrf_token_expires_in?: google_protobuf.Duration;
  readonly code_verifier_token_expires_in?: google_protobuf.Duration;
  readonly disable_token_encryption?: boolean;
  readonly allow_failed_matcher?: readonly envoy_config_route_v3.HeaderMatcher[];
  readonly original_request_uri?: string;
  readonly allowed_redirect_domains?: readonly string[];
  readonly use_access_token_expiry_for_id_token_cookie?: boolean;
  readonly private_key_jwt_config?: PrivateKeyJwtConfig;
  readonly token_cookie_chunking?: TokenCookieChunking;
}
export const OAuth2Config_AuthType = {
  URL_ENCODED_BODY: 0,
  BASIC_AUTH: 1,
  TLS_CLIENT_AUTH: 2,
  PRIVATE_KEY_JWT: 3,
} as const;
export type OAuth2Config_AuthType = (typeof OAuth2Config_AuthType)[keyof typeof OAuth2Config_AuthType];
export type OAuth2Credentials = {
  readonly client_id?: string;
  readonly token_secret?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig;
  readonly cookie_names?: OAuth2Credentials_CookieNames;
  readonly cookie_domain?: string;
} & (
  | { readonly hmac_secret?: never }
  | { readonly hmac_secret: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig }
);
export interface OAuth2Credentials_CookieNames {
  readonly bearer_token?: string;
  readonly oauth_hmac?: string;
  readonly oauth_expires?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly oauth_nonce?: string;
  readonly code_verifier?: string;
}
export interface OAuth2PerRoute {
  readonly config?: OAuth2Config;
}
export interface OAuth2TokenForwarding {
  readonly header?: string;
}
export type PostLogoutRedirectUri = object & (
  | { readonly disabled?: never; readonly uri?: never }
  | { readonly disabled: boolean; readonly uri?: never }
  | { readonly disabled?: never; readonly uri: string }
);
export interface PrivateKeyJwtConfig {
  readonly signing_algorithm?: PrivateKeyJwtConfig_SigningAlgorithm;
  readonly assertion_lifetime?: google_protobuf.Duration;
  readonly assertion_audience?: string;
}
export const PrivateKeyJwtConfig_SigningAlgorithm = {
  RS256: 0,
  RS384: 1,
  RS512: 2,
  ES256: 3,
  ES384: 4,
  ES512: 5,
} as const;
export type PrivateKeyJwtConfig_SigningAlgorithm = (typeof PrivateKeyJwtConfig_SigningAlgorithm)[keyof typeof PrivateKeyJwtConfig_SigningAlgorithm];
export interface TokenCookieChunking {
  readonly max_cookie_size?: google_protobuf.UInt32Value;
  readonly max_chunks?: google_protobuf.UInt32Value;
}
