// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface CapabilityRestrictionConfig {
  readonly allowed_capabilities?: Readonly<Record<string, SanitizationConfig>>;
}
export interface EnvironmentVariables {
  readonly host_env_keys?: readonly string[];
  readonly key_values?: Readonly<Record<string, string>>;
}
export const FailurePolicy = {
  UNSPECIFIED: 0,
  FAIL_RELOAD: 1,
  FAIL_CLOSED: 2,
  FAIL_OPEN: 3,
} as const;
export type FailurePolicy = (typeof FailurePolicy)[keyof typeof FailurePolicy];
export type PluginConfig = {
  readonly name?: string;
  readonly root_id?: string;
  readonly configuration?: google_protobuf.Any;
  readonly fail_open?: boolean;
  readonly failure_policy?: FailurePolicy;
  readonly reload_config?: ReloadConfig;
  readonly capability_restriction_config?: CapabilityRestrictionConfig;
  readonly allow_on_headers_stop_iteration?: google_protobuf.BoolValue;
} & (
  | { readonly vm_config?: never }
  | { readonly vm_config: VmConfig }
);
export interface ReloadConfig {
  readonly backoff?: envoy_config_core_v3.BackoffStrategy;
}
export type SanitizationConfig = Readonly<Record<never, never>>;
export interface VmConfig {
  readonly vm_id?: string;
  readonly runtime?: string;
  readonly code?: envoy_config_core_v3.AsyncDataSource;
  readonly configuration?: google_protobuf.Any;
  readonly allow_precompiled?: boolean;
  readonly nack_on_code_cache_miss?: boolean;
  readonly environment_variables?: EnvironmentVariables;
  readonly capability_restriction_config?: CapabilityRestrictionConfig;
}
export interface WasmService {
  readonly config?: PluginConfig;
  readonly singleton?: boolean;
}
