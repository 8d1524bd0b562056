// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface BufferFactoryConfig {
  readonly minimum_account_to_track_power_of_two?: number;
}
export interface LoadShedPoint {
  readonly name?: string;
  readonly triggers?: readonly Trigger[];
}
export interface OverloadAction {
  readonly name?: string;
  readonly triggers?: readonly Trigger[];
  readonly typed_config?: google_protobuf.Any;
}
export interface OverloadManager {
  readonly refresh_interval?: google_protobuf.Duration;
  readonly resource_monitors?: readonly ResourceMonitor[];
  readonly actions?: readonly OverloadAction[];
  readonly loadshed_points?: readonly LoadShedPoint[];
  readonly buffer_factory_config?: BufferFactoryConfig;
}
export type ResourceMonitor = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface ScaleTimersOverloadActionConfig {
  readonly timer_scale_factors?: readonly ScaleTimersOverloadActionConfig_ScaleTimer[];
}
export type ScaleTimersOverloadActionConfig_ScaleTimer = {
  readonly timer?: ScaleTimersOverloadActionConfig_TimerType;
} & (
  | { readonly min_timeout?: never; readonly min_scale?: never }
  | { readonly min_timeout: google_protobuf.Duration; readonly min_scale?: never }
  | { readonly min_timeout?: never; readonly min_scale: envoy_type_v3.Percent }
);
export const ScaleTimersOverloadActionConfig_TimerType = {
  UNSPECIFIED: 0,
  HTTP_DOWNSTREAM_CONNECTION_IDLE: 1,
  HTTP_DOWNSTREAM_STREAM_IDLE: 2,
  TRANSPORT_SOCKET_CONNECT: 3,
  HTTP_DOWNSTREAM_CONNECTION_MAX: 4,
  HTTP_DOWNSTREAM_STREAM_FLUSH: 5,
} as const;
export type ScaleTimersOverloadActionConfig_TimerType = (typeof ScaleTimersOverloadActionConfig_TimerType)[keyof typeof ScaleTimersOverloadActionConfig_TimerType];
export interface ScaledTrigger {
  readonly scaling_threshold?: number;
  readonly saturation_threshold?: number;
}
export interface ShrinkHeapConfig {
  readonly timer_interval?: google_protobuf.Duration;
  readonly max_unfreed_memory_bytes?: google_protobuf.UInt64Value;
}
export interface ThresholdTrigger {
  readonly value?: number;
}
export type Trigger = {
  readonly name?: string;
} & (
  | { readonly threshold?: never; readonly scaled?: never }
  | { readonly threshold: ThresholdTrigger; readonly scaled?: never }
  | { readonly threshold?: never; readonly scaled: ScaledTrigger }
);
