// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_filters_common_set_filter_state_v3 from "../../../../../envoy/extensions/filters/common/set_filter_state/v3.ts";
export interface Config {
  readonly on_new_connection?: readonly envoy_extensions_filters_common_set_filter_state_v3.FilterStateValue[];
  readonly on_downstream_tls_handshake?: readonly envoy_extensions_filters_common_set_filter_state_v3.FilterStateValue[];
  readonly on_downstream_data?: readonly envoy_extensions_filters_common_set_filter_state_v3.FilterStateValue[];
}
