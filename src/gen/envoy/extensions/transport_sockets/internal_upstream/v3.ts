// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_type_metadata_v3 from "../../../../envoy/type/metadata/v3.ts";
export interface InternalUpstreamTransport {
  readonly passthrough_metadata?: readonly InternalUpstreamTransport_MetadataValueSource[];
  readonly transport_socket?: envoy_config_core_v3.TransportSocket;
}
export interface InternalUpstreamTransport_MetadataValueSource {
  readonly kind?: envoy_type_metadata_v3.MetadataKind;
  readonly name?: string;
}
