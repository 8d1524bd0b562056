// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_transport_sockets_tls_v3 from "../../../../../envoy/extensions/transport_sockets/tls/v3.ts";
export interface Generic {
  readonly credential?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig;
  readonly header?: string;
  readonly header_value_prefix?: string;
}
