// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type FilterConfig = {
  readonly emit_filter_state?: boolean;
  readonly enable_upstream_stats?: boolean;
  readonly replace_dots_in_grpc_service_name?: boolean;
} & (
  | { readonly individual_method_stats_allowlist?: never; readonly stats_for_all_methods?: never }
  | { readonly individual_method_stats_allowlist: envoy_config_core_v3.GrpcMethodList; readonly stats_for_all_methods?: never }
  | { readonly individual_method_stats_allowlist?: never; readonly stats_for_all_methods: google_protobuf.BoolValue }
);
export interface FilterObject {
  readonly request_message_count?: number;
  readonly response_message_count?: number;
}
