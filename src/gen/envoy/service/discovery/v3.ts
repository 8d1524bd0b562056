// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
import type * as google_rpc from "../../../google/rpc.ts";
export type AdsDummy = Readonly<Record<never, never>>;
export interface DeltaDiscoveryRequest {
  readonly node?: envoy_config_core_v3.Node;
  readonly type_url?: string;
  readonly resource_names_subscribe?: readonly string[];
  readonly resource_names_unsubscribe?: readonly string[];
  readonly resource_locators_subscribe?: readonly ResourceLocator[];
  readonly resource_locators_unsubscribe?: readonly ResourceLocator[];
  readonly initial_resource_versions?: Readonly<Record<string, string>>;
  readonly response_nonce?: string;
  readonly error_detail?: google_rpc.Status;
}
export interface DeltaDiscoveryResponse {
  readonly system_version_info?: string;
  readonly resources?: readonly Resource[];
  readonly type_url?: string;
  readonly removed_resources?: readonly string[];
  readonly removed_resource_names?: readonly ResourceName[];
  readonly nonce?: string;
  readonly control_plane?: envoy_config_core_v3.ControlPlane;
  readonly resource_errors?: readonly ResourceError[];
}
export interface DiscoveryRequest {
  readonly version_info?: string;
  readonly node?: envoy_config_core_v3.Node;
  readonly resource_names?: readonly string[];
  readonly resource_locators?: readonly ResourceLocator[];
  readonly type_url?: string;
  readonly response_nonce?: string;
  readonly error_detail?: google_rpc.Status;
}
export interface DiscoveryResponse {
  readonly version_info?: string;
  readonly resources?: readonly google_protobuf.Any[];
  readonly canary?: boolean;
  readonly type_url?: string;
  readonly nonce?: string;
  readonly control_plane?: envoy_config_core_v3.ControlPlane;
  readonly resource_errors?: readonly ResourceError[];
}
export type DynamicParameterConstraints = object & (
  | { readonly constraint?: never; readonly or_constraints?: never; readonly and_constraints?: never; readonly not_constraints?: never }
  | { readonly constraint: DynamicParameterConstraints_SingleConstraint; readonly or_constraints?: never; readonly and_constraints?: never; readonly not_constraints?: never }
  | { readonly constraint?: never; readonly or_constraints: DynamicParameterConstraints_ConstraintList; readonly and_constraints?: never; readonly not_constraints?: never }
  | { readonly constraint?: never; readonly or_constraints?: never; readonly and_constraints: DynamicParameterConstraints_ConstraintList; readonly not_constraints?: never }
  | { readonly constraint?: never; readonly or_constraints?: never; readonly and_constraints?: never; readonly not_constraints: DynamicParameterConstraints }
);
export interface DynamicParameterConstraints_ConstraintList {
  readonly constraints?: readonly DynamicParameterConstraints[];
}
export type DynamicParameterConstraints_SingleConstraint = {
  readonly key?: string;
} & (
  | { readonly value?: never; readonly exists?: never }
  | { readonly value: string; readonly exists?: never }
  | { readonly value?: never; readonly exists: DynamicParameterConstraints_SingleConstraint_Exists }
);
export type DynamicParameterConstraints_SingleConstraint_Exists = Readonly<Record<never, never>>;
export interface Resource {
  readonly name?: string;
  readonly resource_name?: ResourceName;
  readonly aliases?: readonly string[];
  readonly version?: string;
  readonly resource?: google_protobuf.Any;
  readonly ttl?: google_protobuf.Duration;
  readonly cache_control?: Resource_CacheControl;
  readonly metadata?: envoy_config_core_v3.Metadata;
}
export interface Resource_CacheControl {
  readonly do_not_cache?: boolean;
}
export interface ResourceError {
  readonly resource_name?: ResourceName;
  readonly error_detail?: google_rpc.Status;
}
export interface ResourceLocator {
  readonly name?: string;
  readonly dynamic_parameters?: Readonly<Record<string, string>>;
}
export interface ResourceName {
  readonly name?: string;
  readonly dynamic_parameter_constraints?: DynamicParameterConstraints;
}
