// Made by `npm run gen` from proto/; do not edit
export interface HealthCheckEventFileSink {
  readonly event_log_path?: string;
}
