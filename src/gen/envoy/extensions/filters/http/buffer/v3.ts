// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface Buffer {
  readonly max_request_bytes?: google_protobuf.UInt32Value;
}
export type BufferPerRoute = object & (
  | { readonly disabled?: never; readonly buffer?: never }
  | { readonly disabled: boolean; readonly buffer?: never }
  | { readonly disabled?: never; readonly buffer: Buffer }
);
