// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_cluster_v3 from "../../../../envoy/config/cluster/v3.ts";
import type * as envoy_config_common_key_value_v3 from "../../../../envoy/config/common/key_value/v3.ts";
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface DnsCacheCircuitBreakers {
  readonly max_pending_requests?: google_protobuf.UInt32Value;
}
export interface DnsCacheConfig {
  readonly name?: string;
  readonly dns_lookup_family?: envoy_config_cluster_v3.Cluster_DnsLookupFamily;
  readonly dns_refresh_rate?: google_protobuf.Duration;
  readonly dns_min_refresh_rate?: google_protobuf.Duration;
  readonly host_ttl?: google_protobuf.Duration;
  readonly max_hosts?: google_protobuf.UInt32Value;
  readonly disable_dns_refresh_on_failure?: boolean;
  readonly dns_failure_refresh_rate?: envoy_config_cluster_v3.Cluster_RefreshRate;
  readonly dns_cache_circuit_breaker?: DnsCacheCircuitBreakers;
  readonly use_tcp_for_dns_lookups?: boolean;
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly preresolve_hostnames?: readonly envoy_config_core_v3.SocketAddress[];
  readonly dns_query_timeout?: google_protobuf.Duration;
  readonly key_value_config?: envoy_config_common_key_value_v3.KeyValueStoreConfig;
  readonly resolved_address_filter?: envoy_type_matcher_v3.AddressMatcher;
}
