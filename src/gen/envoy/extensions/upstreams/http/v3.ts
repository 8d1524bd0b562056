// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_matcher_v3 from "../../../../envoy/config/common/matcher/v3.ts";
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../envoy/config/route/v3.ts";
import type * as envoy_extensions_filters_network_http_connection_manager_v3 from "../../../../envoy/extensions/filters/network/http_connection_manager/v3.ts";
export type HttpProtocolOptions = {
  readonly common_http_protocol_options?: envoy_config_core_v3.HttpProtocolOptions;
  readonly upstream_http_protocol_options?: envoy_config_core_v3.UpstreamHttpProtocolOptions;
  readonly http_filters?: readonly envoy_extensions_filters_network_http_connection_manager_v3.HttpFilter[];
  readonly header_validation_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly outlier_detection?: HttpProtocolOptions_OutlierDetection;
  readonly request_mirror_policies?: readonly envoy_config_route_v3.RouteAction_RequestMirrorPolicy[];
  readonly hash_policy?: readonly envoy_config_route_v3.RouteAction_HashPolicy[];
  readonly retry_policy?: envoy_config_route_v3.RetryPolicy;
} & (
  | { readonly explicit_http_config?: never; readonly use_downstream_protocol_config?: never; readonly auto_config?: never }
  | { readonly explicit_http_config: HttpProtocolOptions_ExplicitHttpConfig; readonly use_downstream_protocol_config?: never; readonly auto_config?: never }
  | { readonly explicit_http_config?: never; readonly use_downstream_protocol_config: HttpProtocolOptions_UseDownstreamHttpConfig; readonly auto_config?: never }
  | { readonly explicit_http_config?: never; readonly use_downstream_protocol_config?: never; readonly auto_config: HttpProtocolOptions_AutoHttpConfig }
);
export interface HttpProtocolOptions_AutoHttpConfig {
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions;
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions;
  readonly alternate_protocols_cache_options?: envoy_config_core_v3.AlternateProtocolsCacheOptions;
}
export type HttpProtocolOptions_ExplicitHttpConfig = object & (
  | { readonly http_protocol_options?: never; readonly http2_protocol_options?: never; readonly http3_protocol_options?: never }
  | { readonly http_protocol_options: envoy_config_core_v3.Http1ProtocolOptions; readonly http2_protocol_options?: never; readonly http3_protocol_options?: never }
  | { readonly http_protocol_options?: never; readonly http2_protocol_options: envoy_config_core_v3.Http2ProtocolOptions; readonly http3_protocol_options?: never }
  | { readonly http_protocol_options?: never; readonly http2_protocol_options?: never; readonly http3_protocol_options: envoy_config_core_v3.Http3ProtocolOptions }
);
export interface HttpProtocolOptions_OutlierDetection {
  readonly error_matcher?: envoy_config_common_matcher_v3.MatchPredicate;
}
export interface HttpProtocolOptions_UseDownstreamHttpConfig {
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions;
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions;
}
