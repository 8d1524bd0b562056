// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_rbac_v3 from "../../../../../envoy/config/rbac/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface RBAC {
  readonly rules?: envoy_config_rbac_v3.RBAC;
  readonly matcher?: xds_type_matcher_v3.Matcher;
  readonly shadow_rules?: envoy_config_rbac_v3.RBAC;
  readonly shadow_matcher?: xds_type_matcher_v3.Matcher;
  readonly shadow_rules_stat_prefix?: string;
  readonly stat_prefix?: string;
  readonly enforcement_type?: RBAC_EnforcementType;
  readonly delay_deny?: google_protobuf.Duration;
}
export const RBAC_EnforcementType = {
  ONE_TIME_ON_FIRST_BYTE: 0,
  CONTINUOUS: 1,
} as const;
export type RBAC_EnforcementType = (typeof RBAC_EnforcementType)[keyof typeof RBAC_EnforcementType];
