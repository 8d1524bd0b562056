import type { Limit } from "../../../model/limit/limit.ts";
import type { Charge } from "../charge.ts";

/** What is left of a counter, in the words of a verdict. */
export interface Reading {
  readonly used: number;
  /** Hits that its class would still be let have. */
  readonly remaining: number;
  readonly resetMs: number;
  /** Until a charge of these hits would be admitted. */
  readonly retryMs: number;
}

/**
 * One algorithm over one counter's state. States are changed in place: they belong to whoever runs the meter. All times are Unix milliseconds of
 * the store's clock; it may have fractions. It may be put back, by a step or a failover: nobody gets a window twice by that.
 */
export interface Meter<L extends Limit, State> {
  /** A counter that nobody has used. */
  fresh(): State;
  /** Brings the state to `now`; must run before everything else. */
  advance(state: State, limit: L, now: number): void;
  /** Whether the charge may be taken. Giving back always may. */
  fits(state: State, limit: L, ask: MeterAsk): boolean;
  /** Takes the charge, whether it fits or not. */
  take(state: State, limit: L, ask: MeterAsk): void;
  read(state: State, limit: L, ask: MeterAsk): Reading;
  /** When the state may be forgotten, Unix milliseconds. */
  expiresAt(state: State, limit: L, now: number): number;
}

/** What is asked of a meter. */
export interface MeterAsk extends Pick<Charge, "hits" | "ceiling" | "lease"> {
  readonly now: number;
  /** Denied hits are counted too, so that a look (0 hits) is refused only where somebody was. */
  readonly chargeDenied: boolean;
}

/** Whether `hits` more may be added to `used`. A look is refused where the next hit would be. */
export function fitsBelow(used: number, { hits, ceiling, chargeDenied }: MeterAsk): boolean {
  if (hits > 0 || (hits === 0 && chargeDenied)) return used + hits <= ceiling;
  return hits < 0 || used < ceiling;
}

/** Whole hits below a ceiling, never negative. */
export function roomBelow(used: number, ceiling: number): number {
  return Math.max(0, Math.floor(ceiling - used));
}

/**
 * Whether a window that was begun is kept though it lies ahead of `now`: the clock was put back over its edge, from the window after the one that ends
 * at `end`. Further ahead the clock was wrong by more than a window: then the count goes on in the window of `now`, so that it ends with it.
 */
export function isKept(start: number, { now, end }: { readonly now: number; readonly end: number }): boolean {
  return start > now && start <= end;
}
