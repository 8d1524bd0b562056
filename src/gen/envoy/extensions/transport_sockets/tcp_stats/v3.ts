// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface Config {
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
  readonly update_period?: google_protobuf.Duration;
}
