// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface GetAddrInfoDnsResolverConfig {
  readonly num_retries?: google_protobuf.UInt32Value;
  readonly num_resolver_threads?: google_protobuf.UInt32Value;
}
