// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface XffConfig {
  readonly xff_num_trusted_hops?: number;
  readonly xff_trusted_cidrs?: XffTrustedCidrs;
  readonly skip_xff_append?: google_protobuf.BoolValue;
}
export interface XffTrustedCidrs {
  readonly cidrs?: readonly envoy_config_core_v3.CidrRange[];
}
