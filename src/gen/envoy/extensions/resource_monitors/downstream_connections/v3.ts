// Made by `npm run gen` from proto/; do not edit
export interface DownstreamConnectionsConfig {
  readonly max_active_downstream_connections?: number;
}
