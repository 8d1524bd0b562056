// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface ProxyProtocol {
  readonly rules?: readonly ProxyProtocol_Rule[];
  readonly allow_requests_without_proxy_protocol?: boolean;
  readonly pass_through_tlvs?: envoy_config_core_v3.ProxyProtocolPassThroughTLVs;
  readonly disallowed_versions?: readonly envoy_config_core_v3.ProxyProtocolConfig_Version[];
  readonly stat_prefix?: string;
  readonly tlv_location?: ProxyProtocol_TlvLocation;
}
export interface ProxyProtocol_KeyValuePair {
  readonly metadata_namespace?: string;
  readonly key?: string;
  readonly value_string_encoding?: ProxyProtocol_KeyValuePair_ValueStringEncoding;
}
export const ProxyProtocol_KeyValuePair_ValueStringEncoding = {
  UNSPECIFIED: 0,
  SANITIZED_UTF8: 1,
  BASE64: 2,
} as const;
export type ProxyProtocol_KeyValuePair_ValueStringEncoding = (typeof ProxyProtocol_KeyValuePair_ValueStringEncoding)[keyof typeof ProxyProtocol_KeyValuePair_ValueStringEncoding];
export interface ProxyProtocol_Rule {
  readonly tlv_type?: number;
  readonly on_tlv_present?: ProxyProtocol_KeyValuePair;
}
export const ProxyProtocol_TlvLocation = {
  DYNAMIC_METADATA: 0,
  FILTER_STATE: 1,
} as const;
export type ProxyProtocol_TlvLocation = (typeof ProxyProtocol_TlvLocation)[keyof typeof ProxyProtocol_TlvLocation];
