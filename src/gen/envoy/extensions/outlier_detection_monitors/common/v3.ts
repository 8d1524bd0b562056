// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../../envoy/type/v3.ts";
export type DatabaseErrors = Readonly<Record<never, never>>;
export interface ErrorBuckets {
  readonly http_errors?: readonly HttpErrors[];
  readonly local_origin_errors?: readonly LocalOriginErrors[];
  readonly database_errors?: readonly DatabaseErrors[];
}
export interface HttpErrors {
  readonly range?: envoy_type_v3.Int32Range;
}
export type LocalOriginErrors = Readonly<Record<never, never>>;
