// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
export interface UpstreamIpPortMatcher {
  readonly upstream_ip?: envoy_config_core_v3.CidrRange;
  readonly upstream_port_range?: envoy_type_v3.Int64Range;
}
