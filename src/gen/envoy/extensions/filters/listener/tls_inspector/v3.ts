// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface TlsInspector {
  readonly enable_ja3_fingerprinting?: google_protobuf.BoolValue;
  readonly enable_ja4_fingerprinting?: google_protobuf.BoolValue;
  readonly initial_read_buffer_size?: google_protobuf.UInt32Value;
  readonly close_connection_on_client_hello_parsing_errors?: boolean;
  readonly max_client_hello_size?: google_protobuf.UInt32Value;
}
