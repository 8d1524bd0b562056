// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Lua {
  readonly inline_code?: string;
  readonly source_codes?: Readonly<Record<string, envoy_config_core_v3.DataSource>>;
  readonly default_source_code?: envoy_config_core_v3.DataSource;
  readonly stat_prefix?: string;
  readonly clear_route_cache?: google_protobuf.BoolValue;
  readonly filter_context?: google_protobuf.Struct;
  readonly package_paths?: readonly string[];
  readonly package_cpaths?: readonly string[];
  readonly shared_vm_id?: string;
}
export type LuaPerRoute = {
  readonly filter_context?: google_protobuf.Struct;
  readonly package_paths?: readonly string[];
  readonly package_cpaths?: readonly string[];
  readonly shared_vm_id?: string;
} & (
  | { readonly disabled?: never; readonly name?: never; readonly source_code?: never }
  | { readonly disabled: boolean; readonly name?: never; readonly source_code?: never }
  | { readonly disabled?: never; readonly name: string; readonly source_code?: never }
  | { readonly disabled?: never; readonly name?: never; readonly source_code: envoy_config_core_v3.DataSource }
);
