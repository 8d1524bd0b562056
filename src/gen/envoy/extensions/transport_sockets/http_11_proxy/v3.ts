// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
export interface Http11ProxyUpstreamTransport {
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
  readonly default_proxy_address?: envoy_config_core_v3.Address;
}
