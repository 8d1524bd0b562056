// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface Ip {
  readonly cidr_ranges?: readonly envoy_config_core_v3.CidrRange[];
  readonly stat_prefix?: string;
}
