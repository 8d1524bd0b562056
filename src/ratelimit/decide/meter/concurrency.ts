import type { ConcurrencyLimit } from "../../../model/limit/limit.ts";
import { type Meter, type MeterAsk, roomBelow } from "./meter.ts";

/** Leases that are held. A store that counts for us knows more of them than it tells: `others` counts those. */
export interface ConcurrencyState {
  /** Ends of the leases by their names, in the order in which they were taken; Unix milliseconds. */
  readonly ends: Map<string, number>;
  others: number;
  /** When the first of the others ends; Infinity when there are none. */
  othersEnd: number;
  /** When the last one ends. */
  lastEnd: number;
}

/** Leases: taken by name, given back by name, and ended by time. */
export const concurrency: Meter<ConcurrencyLimit, ConcurrencyState> = {
  fresh: () => ({ ends: new Map(), others: 0, othersEnd: Number.POSITIVE_INFINITY, lastEnd: 0 }),
  // All leases are equally long, so the oldest end first; after an edit that shortens them some are held a little longer than they must.
  advance: ({ ends }, _, now) => {
    for (const [lease, end] of ends) {
      if (end > now) break;
      ends.delete(lease);
    }
  },
  fits: fitsLease,
  // A lease that is taken again is kept longer, not counted twice; one that is not held cannot be released.
  take: (state, { leaseMs }, { hits, lease, now }) => {
    if (hits === 0) return;
    state.ends.delete(lease);
    if (hits < 0) return;
    state.ends.set(lease, now + leaseMs);
    state.lastEnd = Math.max(state.lastEnd, now + leaseMs);
  },
  read: (state, limit, ask) => {
    const used = held(state);
    const [oldest = Number.POSITIVE_INFINITY] = state.ends.values();
    const firstEnd = Math.min(state.othersEnd, oldest);
    const wait = Number.isFinite(firstEnd) ? Math.max(0, firstEnd - ask.now) : limit.leaseMs;
    return { used, remaining: roomBelow(used, ask.ceiling), resetMs: used === 0 ? 0 : limit.leaseMs, retryMs: fitsLease(state, limit, ask) ? 0 : wait };
  },
  expiresAt: ({ lastEnd }) => lastEnd,
};

function fitsLease(state: ConcurrencyState, _: ConcurrencyLimit, { hits, ceiling, lease }: MeterAsk): boolean {
  return hits < 0 || (hits > 0 && state.ends.has(lease)) || held(state) + 1 <= ceiling;
}

function held({ ends, others }: ConcurrencyState): number {
  return ends.size + others;
}
