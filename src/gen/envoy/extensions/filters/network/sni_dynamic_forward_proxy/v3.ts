// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from "../../../../../envoy/extensions/common/dynamic_forward_proxy/v3.ts";
export type FilterConfig = {
  readonly dns_cache_config?: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig;
  readonly save_upstream_address?: boolean;
} & (
  | { readonly port_value?: never }
  | { readonly port_value: number }
);
