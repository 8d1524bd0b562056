// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
import type * as opentelemetry_proto_common_v1 from "../../../../opentelemetry/proto/common/v1.ts";
import type * as xds_type_matcher_v3 from "../../../../xds/type/matcher/v3.ts";
export type SinkConfig = {
  readonly resource_detectors?: readonly envoy_config_core_v3.TypedExtensionConfig[];
  readonly report_counters_as_deltas?: boolean;
  readonly report_histograms_as_deltas?: boolean;
  readonly emit_tags_as_attributes?: google_protobuf.BoolValue;
  readonly use_tag_extracted_name?: google_protobuf.BoolValue;
  readonly prefix?: string;
  readonly custom_metric_conversions?: xds_type_matcher_v3.Matcher;
  readonly max_data_points_per_request?: number;
} & (
  | { readonly grpc_service?: never; readonly http_service?: never }
  | { readonly grpc_service: envoy_config_core_v3.GrpcService; readonly http_service?: never }
  | { readonly grpc_service?: never; readonly http_service: envoy_config_core_v3.HttpService }
);
export interface SinkConfig_ConversionAction {
  readonly metric_name?: string;
  readonly static_metric_labels?: readonly opentelemetry_proto_common_v1.KeyValue[];
}
export type SinkConfig_DropAction = Readonly<Record<never, never>>;
