// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Config {
  readonly metadata_namespace?: string;
  readonly value?: google_protobuf.Struct;
  readonly metadata?: readonly Metadata[];
}
export interface Metadata {
  readonly metadata_namespace?: string;
  readonly allow_overwrite?: boolean;
  readonly value?: google_protobuf.Struct;
  readonly typed_value?: google_protobuf.Any;
}
