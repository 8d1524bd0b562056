// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_common_tap_v3 from "../../../../envoy/extensions/common/tap/v3.ts";
export interface SocketTapConfig {
  readonly set_connection_per_event?: boolean;
  readonly stats_prefix?: string;
}
export interface Tap {
  readonly common_config?: envoy_extensions_common_tap_v3.CommonExtensionConfig;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
  readonly socket_tap_config?: SocketTapConfig;
}
