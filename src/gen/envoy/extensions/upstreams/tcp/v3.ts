// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface TcpProtocolOptions {
  readonly idle_timeout?: google_protobuf.Duration;
}
