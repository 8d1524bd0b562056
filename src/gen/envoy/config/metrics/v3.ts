// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export type DogStatsdSink = {
  readonly prefix?: string;
  readonly max_bytes_per_datagram?: google_protobuf.UInt64Value;
  readonly scale_histogram_units_to_milliseconds?: boolean;
} & (
  | { readonly address?: never }
  | { readonly address: envoy_config_core_v3.Address }
);
export interface HistogramBucketSettings {
  readonly match?: envoy_type_matcher_v3.StringMatcher;
  readonly buckets?: readonly number[];
  readonly bins?: google_protobuf.UInt32Value;
}
export interface HystrixSink {
  readonly num_buckets?: number;
}
export interface StatsConfig {
  readonly stats_tags?: readonly TagSpecifier[];
  readonly use_all_default_tags?: google_protobuf.BoolValue;
  readonly stats_matcher?: StatsMatcher;
  readonly histogram_bucket_settings?: readonly HistogramBucketSettings[];
  readonly allow_default_tag_overrides?: google_protobuf.BoolValue;
}
export type StatsMatcher = object & (
  | { readonly reject_all?: never; readonly exclusion_list?: never; readonly inclusion_list?: never }
  | { readonly reject_all: boolean; readonly exclusion_list?: never; readonly inclusion_list?: never }
  | { readonly reject_all?: never; readonly exclusion_list: envoy_type_matcher_v3.ListStringMatcher; readonly inclusion_list?: never }
  | { readonly reject_all?: never; readonly exclusion_list?: never; readonly inclusion_list: envoy_type_matcher_v3.ListStringMatcher }
);
export type StatsSink = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export type StatsdSink = {
  readonly prefix?: string;
  readonly scale_histogram_units_to_milliseconds?: boolean;
} & (
  | { readonly address?: never; readonly tcp_cluster_name?: never }
  | { readonly address: envoy_config_core_v3.Address; readonly tcp_cluster_name?: never }
  | { readonly address?: never; readonly tcp_cluster_name: string }
);
export type TagSpecifier = {
  readonly tag_name?: string;
} & (
  | { readonly regex?: never; readonly fixed_value?: never }
  | { readonly regex: string; readonly fixed_value?: never }
  | { readonly regex?: never; readonly fixed_value: string }
);
