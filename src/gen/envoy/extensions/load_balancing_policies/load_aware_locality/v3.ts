// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
import type * as envoy_extensions_load_balancing_policies_common_v3 from "../../../../envoy/extensions/load_balancing_policies/common/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface LoadAwareLocality {
  readonly endpoint_picking_policy?: envoy_config_cluster_v3.LoadBalancingPolicy;
  readonly weight_update_period?: google_protobuf.Duration;
  readonly metric_names_for_computing_utilization?: readonly string[];
  readonly utilization_variance_threshold?: google_protobuf.DoubleValue;
  readonly smoothing_time_constant?: google_protobuf.Duration;
  readonly remote_probe_fraction?: google_protobuf.DoubleValue;
  readonly weight_expiration_period?: google_protobuf.Duration;
  readonly enable_oob_load_report?: google_protobuf.BoolValue;
  readonly oob_reporting_period?: google_protobuf.Duration;
  readonly oob_reporting_config?: envoy_extensions_load_balancing_policies_common_v3.OrcaOobReportingConfig;
}
