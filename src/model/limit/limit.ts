import type { Window } from "./window.ts";

/** At most `max` hits in each window; the count starts anew with the next. Up to twice `max` may pass around a window's edge. */
export interface FixedWindowLimit {
  readonly kind: "fixed-window";
  readonly max: number;
  readonly window: Window;
}

/**
 * At most `max` hits in the last `ms` milliseconds, as two counters tell it: the hits of the current window, and those of the one before in
 * proportion to how much of it the last `ms` milliseconds still cover.
 */
export interface SlidingWindowLimit {
  readonly kind: "sliding-window";
  readonly max: number;
  readonly ms: number;
}

/**
 * A bucket of `max` tokens that gains one every `intervalMs` (may be a fraction). In any time t at most `max + t / intervalMs` hits pass. A leaky
 * bucket is the same meter seen from the other side.
 */
export interface TokenBucketLimit {
  readonly kind: "token-bucket";
  readonly max: number;
  readonly intervalMs: number;
}

/** At most `max` leases at a time; one that is not released ends by itself after `leaseMs`. */
export interface ConcurrencyLimit {
  readonly kind: "concurrency";
  readonly max: number;
  readonly leaseMs: number;
}

/** What a counter is held against. */
export type Limit = FixedWindowLimit | SlidingWindowLimit | TokenBucketLimit | ConcurrencyLimit;

/** Let requests pass, refuse them, or count in this process against this replica's last known share of the limit. */
export type OutagePolicy = "allow" | "deny" | "local";
