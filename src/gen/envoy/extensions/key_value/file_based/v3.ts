// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface FileBasedKeyValueStoreConfig {
  readonly filename?: string;
  readonly flush_interval?: google_protobuf.Duration;
  readonly max_entries?: google_protobuf.UInt32Value;
}
