// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
export interface FixedHeapConfig {
  readonly max_heap_size_bytes?: number;
  readonly max_heap_size_bytes_runtime?: envoy_config_core_v3.RuntimeUInt64;
}
