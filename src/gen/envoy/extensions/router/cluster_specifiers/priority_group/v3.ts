// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface ClusterWeight {
  readonly cluster_name?: string;
  readonly weight?: google_protobuf.UInt32Value;
}
export interface PriorityGroup {
  readonly name?: string;
  readonly clusters?: readonly ClusterWeight[];
}
export type PriorityGroupClusterSpecifier = {
  readonly priority_groups?: readonly PriorityGroup[];
  readonly override_metadata_namespace?: string;
} & (
  | { readonly header_name?: never; readonly use_hash_policy?: never }
  | { readonly header_name: string; readonly use_hash_policy?: never }
  | { readonly header_name?: never; readonly use_hash_policy: google_protobuf.BoolValue }
);
export interface PriorityGroupsOverride {
  readonly priority_groups?: readonly PriorityGroup[];
}
