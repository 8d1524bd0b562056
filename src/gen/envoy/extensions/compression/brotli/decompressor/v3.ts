// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Brotli {
  readonly disable_ring_buffer_reallocation?: boolean;
  readonly chunk_size?: google_protobuf.UInt32Value;
}
