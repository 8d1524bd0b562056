// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface LuaConfig {
  readonly source_code?: envoy_config_core_v3.DataSource;
  readonly default_cluster?: string;
}
