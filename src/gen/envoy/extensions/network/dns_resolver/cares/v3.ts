// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface CaresDnsResolverConfig {
  readonly resolvers?: readonly envoy_config_core_v3.Address[];
  readonly use_resolvers_as_fallback?: boolean;
  readonly filter_unroutable_families?: boolean;
  readonly dns_resolver_options?: envoy_config_core_v3.DnsResolverOptions;
  readonly udp_max_queries?: google_protobuf.UInt32Value;
  readonly query_timeout_seconds?: google_protobuf.UInt64Value;
  readonly query_tries?: google_protobuf.UInt32Value;
  readonly rotate_nameservers?: boolean;
  readonly edns0_max_payload_size?: google_protobuf.UInt32Value;
  readonly max_udp_channel_duration?: google_protobuf.Duration;
  readonly reinit_channel_on_timeout?: boolean;
  readonly qcache_max_ttl?: google_protobuf.UInt32Value;
}
