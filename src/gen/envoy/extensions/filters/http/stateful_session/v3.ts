// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface StatefulSession {
  readonly session_state?: envoy_config_core_v3.TypedExtensionConfig;
  readonly strict?: boolean;
  readonly stat_prefix?: string;
  readonly status_on_strict_destination_not_found?: number;
}
export type StatefulSessionPerRoute = object & (
  | { readonly disabled?: never; readonly stateful_session?: never }
  | { readonly disabled: boolean; readonly stateful_session?: never }
  | { readonly disabled?: never; readonly stateful_session: StatefulSession }
);
