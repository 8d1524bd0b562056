// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_clusters_dns_v3 from "../../../../envoy/extensions/clusters/dns/v3.ts";
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from "../../../../envoy/extensions/common/dynamic_forward_proxy/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export type ClusterConfig = {
  readonly allow_insecure_cluster_options?: boolean;
  readonly allow_coalesced_connections?: boolean;
} & (
  | { readonly dns_cache_config?: never; readonly sub_clusters_config?: never }
  | { readonly dns_cache_config: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig; readonly sub_clusters_config?: never }
  | { readonly dns_cache_config?: never; readonly sub_clusters_config: SubClustersConfig }
);
export interface SubClustersConfig {
  readonly lb_policy?: envoy_config_cluster_v3.Cluster_LbPolicy;
  readonly max_sub_clusters?: google_protobuf.UInt32Value;
  readonly sub_cluster_ttl?: google_protobuf.Duration;
  readonly preresolve_clusters?: readonly envoy_config_core_v3.SocketAddress[];
  readonly dns_cluster_config?: envoy_extensions_clusters_dns_v3.DnsCluster;
}
