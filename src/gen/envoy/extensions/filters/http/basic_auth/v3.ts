// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface BasicAuth {
  readonly users?: envoy_config_core_v3.DataSource;
  readonly forward_username_header?: string;
  readonly authentication_header?: string;
  readonly allow_missing?: boolean;
  readonly emit_dynamic_metadata?: boolean;
  readonly realm?: string;
}
export interface BasicAuthPerRoute {
  readonly users?: envoy_config_core_v3.DataSource;
  readonly realm?: string;
}
