// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from "../../../../../envoy/extensions/common/dynamic_forward_proxy/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type FilterConfig = {
  readonly save_upstream_address?: boolean;
  readonly allow_dynamic_host_from_filter_state?: boolean;
} & (
  | { readonly dns_cache_config?: never; readonly sub_cluster_config?: never }
  | { readonly dns_cache_config: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig; readonly sub_cluster_config?: never }
  | { readonly dns_cache_config?: never; readonly sub_cluster_config: SubClusterConfig }
);
export type PerRouteConfig = object & (
  | { readonly host_rewrite_literal?: never; readonly host_rewrite_header?: never }
  | { readonly host_rewrite_literal: string; readonly host_rewrite_header?: never }
  | { readonly host_rewrite_literal?: never; readonly host_rewrite_header: string }
);
export interface SubClusterConfig {
  readonly cluster_init_timeout?: google_protobuf.Duration;
}
