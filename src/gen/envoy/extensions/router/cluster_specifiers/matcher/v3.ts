// Made by `npm run gen` from proto/; do not edit
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface ClusterAction {
  readonly cluster?: string;
}
export interface MatcherClusterSpecifier {
  readonly cluster_matcher?: xds_type_matcher_v3.Matcher;
}
