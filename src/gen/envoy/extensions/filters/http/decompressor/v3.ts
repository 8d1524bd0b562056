// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Decompressor {
  readonly decompressor_library?: envoy_config_core_v3.TypedExtensionConfig;
  readonly request_direction_config?: Decompressor_RequestDirectionConfig;
  readonly response_direction_config?: Decompressor_ResponseDirectionConfig;
}
export interface Decompressor_CommonDirectionConfig {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly ignore_no_transform_header?: boolean;
}
export interface Decompressor_RequestDirectionConfig {
  readonly common_config?: Decompressor_CommonDirectionConfig;
  readonly advertise_accept_encoding?: google_protobuf.BoolValue;
}
export interface Decompressor_ResponseDirectionConfig {
  readonly common_config?: Decompressor_CommonDirectionConfig;
}
