// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../../../envoy/extensions/transport_sockets/tls/v3.ts";
export interface Config {
  readonly san_matcher?: envoy_extensions_transport_sockets_tls_v3.SubjectAltNameMatcher;
  readonly any_validated_client_certificate?: boolean;
}
