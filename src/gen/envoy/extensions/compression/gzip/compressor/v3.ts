// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Gzip {
  readonly memory_level?: google_protobuf.UInt32Value;
  readonly compression_level?: Gzip_CompressionLevel;
  readonly compression_strategy?: Gzip_CompressionStrategy;
  readonly window_bits?: google_protobuf.UInt32Value;
  readonly chunk_size?: google_protobuf.UInt32Value;
}
export const Gzip_CompressionLevel = {
  DEFAULT_COMPRESSION: 0,
  BEST_SPEED: 1,
  COMPRESSION_LEVEL_1: 1,
  COMPRESSION_LEVEL_2: 2,
  COMPRESSION_LEVEL_3: 3,
  COMPRESSION_LEVEL_4: 4,
  COMPRESSION_LEVEL_5: 5,
  COMPRESSION_LEVEL_6: 6,
  COMPRESSION_LEVEL_7: 7,
  COMPRESSION_LEVEL_8: 8,
  COMPRESSION_LEVEL_9: 9,
  BEST_COMPRESSION: 9,
} as const;
export type Gzip_CompressionLevel = (typeof Gzip_CompressionLevel)[keyof typeof Gzip_CompressionLevel];
export const Gzip_CompressionStrategy = {
  DEFAULT_STRATEGY: 0,
  FILTERED: 1,
  HUFFMAN_ONLY: 2,
  RLE: 3,
  FIXED: 4,
} as const;
export type Gzip_CompressionStrategy = (typeof Gzip_CompressionStrategy)[keyof typeof Gzip_CompressionStrategy];
