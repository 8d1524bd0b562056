// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
import type * as xds_type_matcher_v3 from "../../../../../xds/type/matcher/v3.ts";
export interface BandwidthShare {
  readonly request_limit?: BandwidthShare_Limit;
  readonly response_limit?: BandwidthShare_Limit;
  readonly fill_interval?: google_protobuf.Duration;
  readonly enable_response_trailers?: boolean;
  readonly response_trailer_prefix?: string;
  readonly tenant_name_selector?: xds_type_matcher_v3.Matcher;
  readonly tenant_configs?: Readonly<Record<string, BandwidthShare_TenantConfig>>;
  readonly default_tenant_config?: BandwidthShare_TenantConfig;
}
export interface BandwidthShare_Limit {
  readonly bucket_id?: string;
  readonly kbps?: envoy_config_core_v3.RuntimeUInt32;
}
export interface BandwidthShare_TenantConfig {
  readonly weight?: number;
  readonly include_stats_tag?: boolean;
}
