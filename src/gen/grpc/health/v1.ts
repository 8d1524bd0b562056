// Made by `npm run gen` from proto/; do not edit
export interface HealthCheckRequest {
  readonly service?: string;
}
export interface HealthCheckResponse {
  readonly status?: HealthCheckResponse_ServingStatus;
}
export const HealthCheckResponse_ServingStatus = {
  UNKNOWN: 0,
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
} as const;
export type HealthCheckResponse_ServingStatus = (typeof HealthCheckResponse_ServingStatus)[keyof typeof HealthCheckResponse_ServingStatus];
export type HealthListRequest = Readonly<Record<never, never>>;
export interface HealthListResponse {
  readonly statuses?: Readonly<Record<string, HealthCheckResponse>>;
}
