// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface ConnectionLimit {
  readonly stat_prefix?: string;
  readonly max_connections?: google_protobuf.UInt64Value;
  readonly delay?: google_protobuf.Duration;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
}
