// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../../../envoy/config/route/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type RedirectPolicy = {
  readonly status_code?: google_protobuf.UInt32Value;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[];
  readonly modify_request_headers_action?: envoy_config_core_v3.TypedExtensionConfig;
} & (
  | { readonly uri?: never; readonly redirect_action?: never }
  | { readonly uri: string; readonly redirect_action?: never }
  | { readonly uri?: never; readonly redirect_action: envoy_config_route_v3.RedirectAction }
);
