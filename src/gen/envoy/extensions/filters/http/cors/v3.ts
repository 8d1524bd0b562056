// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type Cors = Readonly<Record<never, never>>;
export interface CorsPolicy {
  readonly allow_origin_string_match?: readonly envoy_type_matcher_v3.StringMatcher[];
  readonly allow_methods?: string;
  readonly allow_headers?: string;
  readonly expose_headers?: string;
  readonly max_age?: string;
  readonly allow_credentials?: google_protobuf.BoolValue;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly shadow_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly allow_private_network_access?: google_protobuf.BoolValue;
  readonly forward_not_matching_preflights?: google_protobuf.BoolValue;
}
