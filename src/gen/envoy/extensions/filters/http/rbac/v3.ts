// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_rbac_v3 from "../../../../../envoy/config/rbac/v3.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface RBAC {
  readonly rules?: envoy_config_rbac_v3.RBAC;
  readonly rules_stat_prefix?: string;
  readonly matcher?: xds_type_matcher_v3.Matcher;
  readonly shadow_rules?: envoy_config_rbac_v3.RBAC;
  readonly shadow_matcher?: xds_type_matcher_v3.Matcher;
  readonly shadow_rules_stat_prefix?: string;
  readonly track_per_rule_stats?: boolean;
}
export interface RBACPerRoute {
  readonly rbac?: RBAC;
}
