// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_common_mutation_rules_v3 from "../../../../../envoy/config/common/mutation_rules/v3.ts";
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface HeaderMutation {
  readonly mutations?: Mutations;
  readonly most_specific_header_mutations_wins?: boolean;
}
export interface HeaderMutationPerRoute {
  readonly mutations?: Mutations;
}
export interface Mutations {
  readonly request_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[];
  readonly query_parameter_mutations?: readonly envoy_config_core_v3.KeyValueMutation[];
  readonly response_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[];
  readonly response_trailers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[];
  readonly request_trailers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[];
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[];
}
