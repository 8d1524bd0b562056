// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
import type * as envoy_type_metadata_v3 from "../../../../envoy/type/metadata/v3.ts";
export interface OverrideHost {
  readonly override_host_sources?: readonly OverrideHost_OverrideHostSource[];
  readonly selected_host_key?: envoy_type_metadata_v3.MetadataKey;
  readonly fallback_policy?: envoy_config_cluster_v3.LoadBalancingPolicy;
}
export interface OverrideHost_OverrideHostSource {
  readonly header?: string;
  readonly metadata?: envoy_type_metadata_v3.MetadataKey;
}
