// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_accesslog_v3 from "../../../../../envoy/config/accesslog/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_data_dns_v3 from "../../../../../envoy/data/dns/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface DnsFilterConfig {
  readonly stat_prefix?: string;
  readonly server_config?: DnsFilterConfig_ServerContextConfig;
  readonly client_config?: DnsFilterConfig_ClientContextConfig;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[];
  readonly case_insensitive?: boolean;
}
export interface DnsFilterConfig_ClientContextConfig {
  readonly resolver_timeout?: google_protobuf.Duration;
  readonly upstream_resolvers?: readonly envoy_config_core_v3.Address[];
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly max_pending_lookups?: number;
}
export type DnsFilterConfig_ServerContextConfig = object & (
  | { readonly inline_dns_table?: never; readonly external_dns_table?: never }
  | { readonly inline_dns_table: envoy_data_dns_v3.DnsTable; readonly external_dns_table?: never }
  | { readonly inline_dns_table?: never; readonly external_dns_table: envoy_config_core_v3.DataSource }
);
