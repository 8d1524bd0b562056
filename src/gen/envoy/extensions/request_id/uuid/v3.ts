// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface UuidRequestIdConfig {
  readonly pack_trace_reason?: google_protobuf.BoolValue;
  readonly use_request_id_for_trace_sampling?: google_protobuf.BoolValue;
}
