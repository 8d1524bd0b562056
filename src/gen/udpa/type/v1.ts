// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../google/protobuf.ts";
export interface TypedStruct {
  readonly type_url?: string;
  readonly value?: google_protobuf.Struct;
}
