// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Gzip {
  readonly window_bits?: google_protobuf.UInt32Value;
  readonly chunk_size?: google_protobuf.UInt32Value;
  readonly max_inflate_ratio?: google_protobuf.UInt32Value;
}
