// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface HealthCheck {
  readonly pass_through_mode?: google_protobuf.BoolValue;
  readonly cache_time?: google_protobuf.Duration;
  readonly cluster_min_healthy_percentages?: Readonly<Record<string, envoy_type_v3.Percent>>;
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[];
}
