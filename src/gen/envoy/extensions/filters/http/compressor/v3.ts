// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Compressor {
  readonly content_length?: google_protobuf.UInt32Value;
  readonly content_type?: readonly string[];
  readonly disable_on_etag_header?: boolean;
  readonly remove_accept_encoding_header?: boolean;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly compressor_library?: envoy_config_core_v3.TypedExtensionConfig;
  readonly request_direction_config?: Compressor_RequestDirectionConfig;
  readonly response_direction_config?: Compressor_ResponseDirectionConfig;
  readonly choose_first?: boolean;
}
export interface Compressor_CommonDirectionConfig {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly min_content_length?: google_protobuf.UInt32Value;
  readonly content_type?: readonly string[];
  readonly content_type_matcher?: readonly envoy_type_matcher_v3.StringMatcher[];
}
export interface Compressor_RequestDirectionConfig {
  readonly common_config?: Compressor_CommonDirectionConfig;
}
export interface Compressor_ResponseDirectionConfig {
  readonly common_config?: Compressor_CommonDirectionConfig;
  readonly disable_on_etag_header?: boolean;
  readonly weaken_etag_on_compress?: boolean;
  readonly remove_accept_encoding_header?: boolean;
  readonly uncompressible_response_codes?: readonly number[];
  readonly status_header_enabled?: boolean;
}
export interface CompressorOverrides {
  readonly response_direction_config?: ResponseDirectionOverrides;
  readonly compressor_library?: envoy_config_core_v3.TypedExtensionConfig;
}
export type CompressorPerRoute = object & (
  | { readonly disabled?: never; readonly overrides?: never }
  | { readonly disabled: boolean; readonly overrides?: never }
  | { readonly disabled?: never; readonly overrides: CompressorOverrides }
);
export interface ResponseDirectionOverrides {
  readonly remove_accept_encoding_header?: google_protobuf.BoolValue;
}
