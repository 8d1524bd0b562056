// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
export type StderrAccessLog = object & (
  | { readonly log_format?: never }
  | { readonly log_format: envoy_config_core_v3.SubstitutionFormatString }
);
export type StdoutAccessLog = object & (
  | { readonly log_format?: never }
  | { readonly log_format: envoy_config_core_v3.SubstitutionFormatString }
);
