// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
export interface UdpHealthCheck {
  readonly send?: envoy_config_core_v3.HealthCheck_Payload;
  readonly receive?: envoy_config_core_v3.HealthCheck_Payload;
}
