// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface InternalListener {
  readonly buffer_size_kb?: google_protobuf.UInt32Value;
}
