import type { Limit } from "../../../model/limit/limit.ts";
import { concurrency } from "./concurrency.ts";
import { fixedWindow } from "./fixed-window.ts";
import type { Meter } from "./meter.ts";
import { slidingWindow } from "./sliding-window.ts";
import { tokenBucket } from "./token-bucket.ts";

/** A counter's state, which only the meter of its limit looks into. */
export type State = { readonly __state: never };

const meters = {
  "fixed-window": fixedWindow,
  "sliding-window": slidingWindow,
  "token-bucket": tokenBucket,
  concurrency,
} as const;

/** The meter of a limit. A state made by one kind of limit must not reach the meter of another: keys carry the kind. */
export function meterOf(kind: Limit["kind"]): Meter<Limit, State> {
  return meters[kind] as unknown as Meter<Limit, State>;
}
