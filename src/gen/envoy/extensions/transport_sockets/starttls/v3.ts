// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_transport_sockets_raw_buffer_v3 from "../../../../envoy/extensions/transport_sockets/raw_buffer/v3.ts";
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../../envoy/extensions/transport_sockets/tls/v3.ts";
export interface StartTlsConfig {
  readonly cleartext_socket_config?: envoy_extensions_transport_sockets_raw_buffer_v3.RawBuffer;
  readonly tls_socket_config?: envoy_extensions_transport_sockets_tls_v3.DownstreamTlsContext;
}
export interface UpstreamStartTlsConfig {
  readonly cleartext_socket_config?: envoy_extensions_transport_sockets_raw_buffer_v3.RawBuffer;
  readonly tls_socket_config?: envoy_extensions_transport_sockets_tls_v3.UpstreamTlsContext;
}
