// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_endpoint_v3 from "../../../envoy/config/endpoint/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface LoadStatsRequest {
  readonly node?: envoy_config_core_v3.Node;
  readonly cluster_stats?: readonly envoy_config_endpoint_v3.ClusterStats[];
}
export interface LoadStatsResponse {
  readonly clusters?: readonly string[];
  readonly send_all_clusters?: boolean;
  readonly load_reporting_interval?: google_protobuf.Duration;
  readonly report_endpoint_granularity?: boolean;
}
