// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../../envoy/config/core/v3.ts";
export interface Config {
  readonly config_source?: envoy_config_core_v3.ConfigSource;
  readonly certificate_mapper?: envoy_config_core_v3.TypedExtensionConfig;
  readonly prefetch_secret_names?: readonly string[];
}
