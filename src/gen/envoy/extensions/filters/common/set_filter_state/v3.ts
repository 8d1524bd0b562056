// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export type FilterStateValue = {
  readonly factory_key?: string;
  readonly read_only?: boolean;
  readonly shared_with_upstream?: FilterStateValue_SharedWithUpstream;
  readonly skip_if_empty?: boolean;
} & (
  | { readonly object_key?: never }
  | { readonly object_key: string }
) & (
  | { readonly format_string?: never }
  | { readonly format_string: envoy_config_core_v3.SubstitutionFormatString }
);
export const FilterStateValue_SharedWithUpstream = {
  NONE: 0,
  ONCE: 1,
  TRANSITIVE: 2,
} as const;
export type FilterStateValue_SharedWithUpstream = (typeof FilterStateValue_SharedWithUpstream)[keyof typeof FilterStateValue_SharedWithUpstream];
