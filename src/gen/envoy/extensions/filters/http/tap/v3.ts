// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_common_tap_v3 from "../../../../../envoy/extensions/common/tap/v3.ts";
export interface Tap {
  readonly common_config?: envoy_extensions_common_tap_v3.CommonExtensionConfig;
  readonly record_headers_received_time?: boolean;
  readonly record_downstream_connection?: boolean;
  readonly record_upstream_connection?: boolean;
}
