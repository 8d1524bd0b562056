// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../../envoy/extensions/transport_sockets/tls/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface QuicDownstreamTransport {
  readonly downstream_tls_context?: envoy_extensions_transport_sockets_tls_v3.DownstreamTlsContext;
  readonly enable_early_data?: google_protobuf.BoolValue;
  readonly enable_resumption?: google_protobuf.BoolValue;
}
export interface QuicUpstreamTransport {
  readonly upstream_tls_context?: envoy_extensions_transport_sockets_tls_v3.UpstreamTlsContext;
}
