// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../google/protobuf.ts";
export const Action = {
  EJECT: 0,
  UNEJECT: 1,
} as const;
export type Action = (typeof Action)[keyof typeof Action];
export type OutlierDetectionEvent = {
  readonly type?: OutlierEjectionType;
  readonly timestamp?: google_protobuf.Timestamp;
  readonly secs_since_last_action?: google_protobuf.UInt64Value;
  readonly cluster_name?: string;
  readonly upstream_url?: string;
  readonly action?: Action;
  readonly num_ejections?: number;
  readonly enforced?: boolean;
} & (
  | { readonly eject_success_rate_event?: never; readonly eject_consecutive_event?: never; readonly eject_failure_percentage_event?: never }
  | { readonly eject_success_rate_event: OutlierEjectSuccessRate; readonly eject_consecutive_event?: never; readonly eject_failure_percentage_event?: never }
  | { readonly eject_success_rate_event?: never; readonly eject_consecutive_event: OutlierEjectConsecutive; readonly eject_failure_percentage_event?: never }
  | { readonly eject_success_rate_event?: never; readonly eject_consecutive_event?: never; readonly eject_failure_percentage_event: OutlierEjectFailurePercentage }
);
export type OutlierEjectConsecutive = Readonly<Record<never, never>>;
export interface OutlierEjectFailurePercentage {
  readonly host_success_rate?: number;
}
export interface OutlierEjectSuccessRate {
  readonly host_success_rate?: number;
  readonly cluster_average_success_rate?: number;
  readonly cluster_success_rate_ejection_threshold?: number;
}
export const OutlierEjectionType = {
  CONSECUTIVE_5XX: 0,
  CONSECUTIVE_GATEWAY_FAILURE: 1,
  SUCCESS_RATE: 2,
  CONSECUTIVE_LOCAL_ORIGIN_FAILURE: 3,
  SUCCESS_RATE_LOCAL_ORIGIN: 4,
  FAILURE_PERCENTAGE: 5,
  FAILURE_PERCENTAGE_LOCAL_ORIGIN: 6,
  DEGRADED: 7,
} as const;
export type OutlierEjectionType = (typeof OutlierEjectionType)[keyof typeof OutlierEjectionType];
