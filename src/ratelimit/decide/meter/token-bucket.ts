import type { TokenBucketLimit } from "../../../model/limit/limit.ts";
import { type Meter, type MeterAsk, roomBelow } from "./meter.ts";

/** GCRA's theoretical arrival time: when the bucket will be full, Unix milliseconds. */
export interface TokenBucketState {
  full: number;
}

/** Sums of fractions of a millisecond must not cost a token. */
const tolerance = 1e-6;

/** A token bucket kept as one instant: the time at which it is full again (GCRA). */
export const tokenBucket: Meter<TokenBucketLimit, TokenBucketState> = {
  fresh: () => ({ full: 0 }),
  advance: (state, _, now) => {
    state.full = Math.max(state.full, now);
  },
  fits: fitsBucket,
  take: (state, { intervalMs }, { hits, now }) => {
    state.full = Math.max(now, state.full + hits * intervalMs);
  },
  read: (state, limit, ask) => {
    const taken = takenFrom(state, limit, ask.now);
    const wanted = Math.max(ask.hits, 1);
    const retryMs = fitsBucket(state, limit, ask) ? 0 : Math.max(0, (taken + wanted - ask.ceiling) * limit.intervalMs);
    return { used: taken, remaining: roomBelow(taken - tolerance, ask.ceiling), resetMs: state.full - ask.now, retryMs };
  },
  expiresAt: ({ full }) => full,
};

function fitsBucket(state: TokenBucketState, limit: TokenBucketLimit, { hits, ceiling, now }: MeterAsk): boolean {
  if (hits < 0) return true;
  return takenFrom(state, limit, now) + Math.max(hits, 1) <= ceiling + tolerance;
}

function takenFrom({ full }: TokenBucketState, { intervalMs }: TokenBucketLimit, now: number): number {
  return (full - now) / intervalMs;
}
