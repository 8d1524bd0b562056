// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_clusters_common_dns_v3 from "../../../../envoy/extensions/clusters/common/dns/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface DnsCluster {
  readonly dns_refresh_rate?: google_protobuf.Duration;
  readonly dns_failure_refresh_rate?: DnsCluster_RefreshRate;
  readonly respect_dns_ttl?: boolean;
  readonly dns_jitter?: google_protobuf.Duration;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly dns_lookup_family?: envoy_extensions_clusters_common_dns_v3.DnsLookupFamily;
  readonly all_addresses_in_single_endpoint?: boolean;
  readonly dns_min_refresh_rate?: google_protobuf.Duration;
}
export interface DnsCluster_RefreshRate {
  readonly base_interval?: google_protobuf.Duration;
  readonly max_interval?: google_protobuf.Duration;
}
