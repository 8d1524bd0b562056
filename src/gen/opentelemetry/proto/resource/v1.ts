// Made by `npm run gen` from proto/; do not edit
import type * as opentelemetry_proto_common_v1 from "../../../opentelemetry/proto/common/v1.ts";
export interface Resource {
  readonly attributes?: readonly opentelemetry_proto_common_v1.KeyValue[];
  readonly dropped_attributes_count?: number;
  readonly entity_refs?: readonly opentelemetry_proto_common_v1.EntityRef[];
}
