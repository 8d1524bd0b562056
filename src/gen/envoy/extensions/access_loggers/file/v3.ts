// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export type FileAccessLog = {
  readonly path?: string;
} & (
  | { readonly format?: never; readonly json_format?: never; readonly typed_json_format?: never; readonly log_format?: never }
  | { readonly format: string; readonly json_format?: never; readonly typed_json_format?: never; readonly log_format?: never }
  | { readonly format?: never; readonly json_format: google_protobuf.Struct; readonly typed_json_format?: never; readonly log_format?: never }
  | { readonly format?: never; readonly json_format?: never; readonly typed_json_format: google_protobuf.Struct; readonly log_format?: never }
  | { readonly format?: never; readonly json_format?: never; readonly typed_json_format?: never; readonly log_format: envoy_config_core_v3.SubstitutionFormatString }
);
