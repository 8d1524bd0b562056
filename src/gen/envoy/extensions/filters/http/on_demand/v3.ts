// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface OnDemand {
  readonly odcds?: OnDemandCds;
}
export interface OnDemandCds {
  readonly source?: envoy_config_core_v3.ConfigSource;
  readonly resources_locator?: string;
  readonly timeout?: google_protobuf.Duration;
}
export interface PerRouteConfig {
  readonly odcds?: OnDemandCds;
}
