// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_v3 from "../../../../../envoy/type/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export type FaultDelay = {
  readonly percentage?: envoy_type_v3.FractionalPercent;
} & (
  | { readonly fixed_delay?: never; readonly header_delay?: never }
  | { readonly fixed_delay: google_protobuf.Duration; readonly header_delay?: never }
  | { readonly fixed_delay?: never; readonly header_delay: FaultDelay_HeaderDelay }
);
export const FaultDelay_FaultDelayType = {
  FIXED: 0,
} as const;
export type FaultDelay_FaultDelayType = (typeof FaultDelay_FaultDelayType)[keyof typeof FaultDelay_FaultDelayType];
export type FaultDelay_HeaderDelay = Readonly<Record<never, never>>;
export type FaultRateLimit = {
  readonly percentage?: envoy_type_v3.FractionalPercent;
} & (
  | { readonly fixed_limit?: never; readonly header_limit?: never }
  | { readonly fixed_limit: FaultRateLimit_FixedLimit; readonly header_limit?: never }
  | { readonly fixed_limit?: never; readonly header_limit: FaultRateLimit_HeaderLimit }
);
export interface FaultRateLimit_FixedLimit {
  readonly limit_kbps?: number;
}
export type FaultRateLimit_HeaderLimit = Readonly<Record<never, never>>;
