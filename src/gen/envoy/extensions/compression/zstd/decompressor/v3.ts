// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Zstd {
  readonly dictionaries?: readonly envoy_config_core_v3.DataSource[];
  readonly chunk_size?: google_protobuf.UInt32Value;
}
