// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export type DegradedHealthyHost = Readonly<Record<never, never>>;
export interface HealthCheckAddHealthy {
  readonly first_check?: boolean;
}
export interface HealthCheckEjectUnhealthy {
  readonly failure_type?: HealthCheckFailureType;
  readonly http_status_code?: number;
}
export type HealthCheckEvent = {
  readonly health_checker_type?: HealthCheckerType;
  readonly host?: envoy_config_core_v3.Address;
  readonly cluster_name?: string;
  readonly timestamp?: google_protobuf.Timestamp;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly locality?: envoy_config_core_v3.Locality;
} & (
  | { readonly eject_unhealthy_event?: never; readonly add_healthy_event?: never; readonly successful_health_check_event?: never; readonly health_check_failure_event?: never; readonly degraded_healthy_host?: never; readonly no_longer_degraded_host?: never }
  | { readonly eject_unhealthy_event: HealthCheckEjectUnhealthy; readonly add_healthy_event?: never; readonly successful_health_check_event?: never; readonly health_check_failure_event?: never; readonly degraded_healthy_host?: never; readonly no_longer_degraded_host?: never }
  | { readonly eject_unhealthy_event?: never; readonly add_healthy_event: HealthCheckAddHealthy; readonly successful_health_check_event?: never; readonly health_check_failure_event?: never; readonly degraded_healthy_host?: never; readonly no_longer_degraded_host?: never }
  | { readonly eject_unhealthy_event?: never; readonly add_healthy_event?: never; readonly successful_health_check_event: HealthCheckSuccessful; readonly health_check_failure_event?: never; readonly degraded_healthy_host?: never; readonly no_longer_degraded_host?: never }
  | { readonly eject_unhealthy_event?: never; readonly add_healthy_event?: never; readonly successful_health_check_event?: never; readonly health_check_failure_event: HealthCheckFailure; readonly degraded_healthy_host?: never; readonly no_longer_degraded_host?: never }
  | { readonly eject_unhealthy_event?: never; readonly add_healthy_event?: never; readonly successful_health_check_event?: never; readonly health_check_failure_event?: never; readonly degraded_healthy_host: DegradedHealthyHost; readonly no_longer_degraded_host?: never }
  | { readonly eject_unhealthy_event?: never; readonly add_healthy_event?: never; readonly successful_health_check_event?: never; readonly health_check_failure_event?: never; readonly degraded_healthy_host?: never; readonly no_longer_degraded_host: NoLongerDegradedHost }
);
export interface HealthCheckFailure {
  readonly failure_type?: HealthCheckFailureType;
  readonly first_check?: boolean;
  readonly http_status_code?: number;
}
export const HealthCheckFailureType = {
  ACTIVE: 0,
  PASSIVE: 1,
  NETWORK: 2,
  NETWORK_TIMEOUT: 3,
} as const;
export type HealthCheckFailureType = (typeof HealthCheckFailureType)[keyof typeof HealthCheckFailureType];
export type HealthCheckSuccessful = Readonly<Record<never, never>>;
export const HealthCheckerType = {
  HTTP: 0,
  TCP: 1,
  GRPC: 2,
  REDIS: 3,
  THRIFT: 4,
  DYNAMIC_MODULE: 5,
  UDP: 6,
} as const;
export type HealthCheckerType = (typeof HealthCheckerType)[keyof typeof HealthCheckerType];
export type NoLongerDegradedHost = Readonly<Record<never, never>>;
