// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type AdmissionControl = {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag;
  readonly sampling_window?: google_protobuf.Duration;
  readonly aggression?: envoy_config_core_v3.RuntimeDouble;
  readonly sr_threshold?: envoy_config_core_v3.RuntimePercent;
  readonly rps_threshold?: envoy_config_core_v3.RuntimeUInt32;
  readonly max_rejection_probability?: envoy_config_core_v3.RuntimePercent;
} & (
  | { readonly success_criteria?: never }
  | { readonly success_criteria: AdmissionControl_SuccessCriteria }
);
export interface AdmissionControl_SuccessCriteria {
  readonly http_criteria?: AdmissionControl_SuccessCriteria_HttpCriteria;
  readonly grpc_criteria?: AdmissionControl_SuccessCriteria_GrpcCriteria;
}
export interface AdmissionControl_SuccessCriteria_GrpcCriteria {
  readonly grpc_success_status?: readonly number[];
}
export interface AdmissionControl_SuccessCriteria_HttpCriteria {
  readonly http_success_status?: readonly envoy_type_v3.Int32Range[];
}
