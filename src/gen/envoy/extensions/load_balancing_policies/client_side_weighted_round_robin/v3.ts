// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_load_balancing_policies_common_v3 from "../../../../envoy/extensions/load_balancing_policies/common/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface ClientSideWeightedRoundRobin {
  readonly enable_oob_load_report?: google_protobuf.BoolValue;
  readonly oob_reporting_period?: google_protobuf.Duration;
  readonly blackout_period?: google_protobuf.Duration;
  readonly weight_expiration_period?: google_protobuf.Duration;
  readonly weight_update_period?: google_protobuf.Duration;
  readonly error_utilization_penalty?: google_protobuf.FloatValue;
  readonly metric_names_for_computing_utilization?: readonly string[];
  readonly slow_start_config?: envoy_extensions_load_balancing_policies_common_v3.SlowStartConfig;
  readonly oob_reporting_config?: envoy_extensions_load_balancing_policies_common_v3.OrcaOobReportingConfig;
}
