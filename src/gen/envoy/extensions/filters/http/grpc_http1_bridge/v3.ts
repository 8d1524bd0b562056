// Made by `npm run gen` from proto/; do not edit
export interface Config {
  readonly upgrade_protobuf_to_grpc?: boolean;
  readonly ignore_query_parameters?: boolean;
}
