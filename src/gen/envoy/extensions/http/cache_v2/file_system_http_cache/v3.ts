// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_common_async_files_v3 from "../../../../../envoy/extensions/common/async_files/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface FileSystemHttpCacheV2Config {
  readonly manager_config?: envoy_extensions_common_async_files_v3.AsyncFileManagerConfig;
  readonly cache_path?: string;
  readonly max_cache_size_bytes?: google_protobuf.UInt64Value;
  readonly max_individual_cache_entry_size_bytes?: google_protobuf.UInt64Value;
  readonly max_cache_entry_count?: google_protobuf.UInt64Value;
  readonly cache_subdivisions?: number;
  readonly evict_fraction?: number;
  readonly max_eviction_period?: google_protobuf.Duration;
  readonly min_eviction_period?: google_protobuf.Duration;
  readonly create_cache_path?: boolean;
}
