// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
export interface AggregateClusterResource {
  readonly config_source?: envoy_config_core_v3.ConfigSource;
  readonly resource_name?: string;
}
export interface ClusterConfig {
  readonly clusters?: readonly string[];
}
