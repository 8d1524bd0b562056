// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_tap_v3 from "../../../../envoy/config/tap/v3.ts";
export interface AdminConfig {
  readonly config_id?: string;
}
export type CommonExtensionConfig = object & (
  | { readonly admin_config?: never; readonly static_config?: never }
  | { readonly admin_config: AdminConfig; readonly static_config?: never }
  | { readonly admin_config?: never; readonly static_config: envoy_config_tap_v3.TapConfig }
);
