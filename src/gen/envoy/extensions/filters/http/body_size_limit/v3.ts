// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface BodySizeLimit {
  readonly max_request_bytes?: google_protobuf.UInt64Value;
}
