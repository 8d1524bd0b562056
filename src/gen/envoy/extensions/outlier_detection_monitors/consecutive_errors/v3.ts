// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_outlier_detection_monitors_common_v3 from "../../../../envoy/extensions/outlier_detection_monitors/common/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface ConsecutiveErrors {
  readonly name?: string;
  readonly threshold?: google_protobuf.UInt32Value;
  readonly enforcing?: google_protobuf.UInt32Value;
  readonly error_buckets?: envoy_extensions_outlier_detection_monitors_common_v3.ErrorBuckets;
}
