// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface Cookie {
  readonly name?: string;
  readonly ttl?: google_protobuf.Duration;
  readonly path?: string;
  readonly attributes?: readonly CookieAttribute[];
}
export interface CookieAttribute {
  readonly name?: string;
  readonly value?: string;
}
export interface PathTransformation {
  readonly operations?: readonly PathTransformation_Operation[];
}
export type PathTransformation_Operation = object & (
  | { readonly normalize_path_rfc_3986?: never; readonly merge_slashes?: never }
  | { readonly normalize_path_rfc_3986: PathTransformation_Operation_NormalizePathRFC3986; readonly merge_slashes?: never }
  | { readonly normalize_path_rfc_3986?: never; readonly merge_slashes: PathTransformation_Operation_MergeSlashes }
);
export type PathTransformation_Operation_MergeSlashes = Readonly<Record<never, never>>;
export type PathTransformation_Operation_NormalizePathRFC3986 = Readonly<Record<never, never>>;
