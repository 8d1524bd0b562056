// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from "../../../../../../../envoy/extensions/common/dynamic_forward_proxy/v3.ts";
import type * as google_protobuf from "../../../../../../../google/protobuf.ts";
export type FilterConfig = {
  readonly stat_prefix?: string;
  readonly buffer_options?: FilterConfig_BufferOptions;
} & (
  | { readonly dns_cache_config?: never }
  | { readonly dns_cache_config: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig }
);
export interface FilterConfig_BufferOptions {
  readonly max_buffered_datagrams?: google_protobuf.UInt32Value;
  readonly max_buffered_bytes?: google_protobuf.UInt64Value;
}
