// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Zstd {
  readonly compression_level?: google_protobuf.UInt32Value;
  readonly enable_checksum?: boolean;
  readonly strategy?: Zstd_Strategy;
  readonly dictionary?: envoy_config_core_v3.DataSource;
  readonly chunk_size?: google_protobuf.UInt32Value;
}
export const Zstd_Strategy = {
  DEFAULT: 0,
  FAST: 1,
  DFAST: 2,
  GREEDY: 3,
  LAZY: 4,
  LAZY2: 5,
  BTLAZY2: 6,
  BTOPT: 7,
  BTULTRA: 8,
  BTULTRA2: 9,
} as const;
export type Zstd_Strategy = (typeof Zstd_Strategy)[keyof typeof Zstd_Strategy];
