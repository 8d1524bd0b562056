// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface CacheV2Config {
  readonly typed_config?: google_protobuf.Any;
  readonly disabled?: google_protobuf.BoolValue;
  readonly allowed_vary_headers?: readonly envoy_type_matcher_v3.StringMatcher[];
  readonly key_creator_params?: CacheV2Config_KeyCreatorParams;
  readonly max_body_bytes?: number;
  readonly ignore_request_cache_control_header?: boolean;
  readonly override_upstream_cluster?: string;
}
export interface CacheV2Config_KeyCreatorParams {
  readonly exclude_scheme?: boolean;
  readonly exclude_host?: boolean;
  readonly query_parameters_included?: readonly envoy_config_route_v3.QueryParameterMatcher[];
  readonly query_parameters_excluded?: readonly envoy_config_route_v3.QueryParameterMatcher[];
}
