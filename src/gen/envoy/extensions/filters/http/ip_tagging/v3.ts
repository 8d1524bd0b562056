// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface IPTagging {
  readonly request_type?: IPTagging_RequestType;
  readonly ip_tags?: readonly IPTagging_IPTag[];
  readonly ip_tag_header?: IPTagging_IpTagHeader;
  readonly ip_tags_datasource?: envoy_config_core_v3.DataSource;
}
export interface IPTagging_IPTag {
  readonly ip_tag_name?: string;
  readonly ip_list?: readonly envoy_config_core_v3.CidrRange[];
}
export interface IPTagging_IPTags {
  readonly ip_tags?: readonly IPTagging_IPTag[];
}
export interface IPTagging_IpTagHeader {
  readonly header?: string;
  readonly action?: IPTagging_IpTagHeader_HeaderAction;
}
export const IPTagging_IpTagHeader_HeaderAction = {
  SANITIZE: 0,
  APPEND_IF_EXISTS_OR_ADD: 1,
} as const;
export type IPTagging_IpTagHeader_HeaderAction = (typeof IPTagging_IpTagHeader_HeaderAction)[keyof typeof IPTagging_IpTagHeader_HeaderAction];
export const IPTagging_RequestType = {
  BOTH: 0,
  INTERNAL: 1,
  EXTERNAL: 2,
} as const;
export type IPTagging_RequestType = (typeof IPTagging_RequestType)[keyof typeof IPTagging_RequestType];
