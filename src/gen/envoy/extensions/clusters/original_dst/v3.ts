// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_metadata_v3 from "../../../../envoy/type/metadata/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface OriginalDstCluster {
  readonly use_http_header?: boolean;
  readonly http_header_name?: string;
  readonly upstream_port_override?: google_protobuf.UInt32Value;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey;
}
