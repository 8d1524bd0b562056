// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type LocalResponsePolicy = {
  readonly body?: envoy_config_core_v3.DataSource;
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString;
  readonly status_code?: google_protobuf.UInt32Value;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
} & (
  | { readonly preserve_response_code_details?: never; readonly response_code_details?: never }
  | { readonly preserve_response_code_details: boolean; readonly response_code_details?: never }
  | { readonly preserve_response_code_details?: never; readonly response_code_details: string }
);
