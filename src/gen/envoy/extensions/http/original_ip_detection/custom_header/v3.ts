// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
export interface CustomHeaderConfig {
  readonly header_name?: string;
  readonly allow_extension_to_set_address_as_trusted?: boolean;
  readonly reject_with_status?: envoy_type_v3.HttpStatus;
}
