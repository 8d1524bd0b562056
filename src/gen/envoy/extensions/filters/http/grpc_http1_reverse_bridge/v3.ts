// Made by `npm run gen` from proto/; do not edit
export interface FilterConfig {
  readonly content_type?: string;
  readonly withhold_grpc_frames?: boolean;
  readonly response_size_header?: string;
}
export interface FilterConfigPerRoute {
  readonly disabled?: boolean;
}
