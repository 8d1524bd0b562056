// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface DefaultSocketInterface {
  readonly io_uring_options?: IoUringOptions;
}
export interface IoUringOptions {
  readonly io_uring_size?: google_protobuf.UInt32Value;
  readonly enable_submission_queue_polling?: boolean;
  readonly read_buffer_size?: google_protobuf.UInt32Value;
  readonly write_timeout_ms?: google_protobuf.UInt32Value;
  readonly write_high_watermark_bytes?: google_protobuf.UInt32Value;
  readonly write_low_watermark_bytes?: google_protobuf.UInt32Value;
  readonly enable_multishot_receive?: boolean;
}
