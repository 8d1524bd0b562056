// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_mutation_rules_v3 from "../../../../../envoy/config/common/mutation_rules/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface BodyTransformation {
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString;
  readonly action?: BodyTransformation_TransformAction;
}
export const BodyTransformation_TransformAction = {
  MERGE: 0,
  REPLACE: 1,
} as const;
export type BodyTransformation_TransformAction = (typeof BodyTransformation_TransformAction)[keyof typeof BodyTransformation_TransformAction];
export interface TransformConfig {
  readonly request_transformation?: Transformation;
  readonly response_transformation?: Transformation;
  readonly clear_cluster_cache?: boolean;
  readonly clear_route_cache?: boolean;
}
export interface Transformation {
  readonly headers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[];
  readonly body_transformation?: BodyTransformation;
}
