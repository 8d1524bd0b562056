// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../google/protobuf.ts";
export type RtdsDummy = Readonly<Record<never, never>>;
export interface Runtime {
  readonly name?: string;
  readonly layer?: google_protobuf.Struct;
}
