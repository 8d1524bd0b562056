import type { SlidingWindowLimit } from "../../../model/limit/limit.ts";
import { fitsBelow, isKept, type Meter, roomBelow } from "./meter.ts";

/** Hits of the window that began at `start` and of the one before it. */
export interface SlidingWindowState {
  start: number;
  current: number;
  previous: number;
}

/** Two counters: the current window's, and a share of the last one's that shrinks as time passes. */
export const slidingWindow: Meter<SlidingWindowLimit, SlidingWindowState> = {
  fresh: () => ({ start: 0, current: 0, previous: 0 }),
  advance: (state, { ms }, now) => {
    const start = now - (now % ms);
    if (state.start === start || isKept(state.start, { now, end: start + ms })) return;
    if (state.start <= now) {
      state.previous = state.start === start - ms ? state.current : 0;
      state.current = 0;
    }
    state.start = start;
  },
  fits: (state, limit, ask) => fitsBelow(usedIn(state, limit, ask.now), ask),
  // What is given back beyond the current window's hits was counted in the one before.
  take: (state, _, { hits }) => {
    const left = state.current + hits;
    state.current = Math.max(0, left);
    if (left < 0) state.previous = Math.max(0, state.previous + left);
  },
  read: (state, limit, ask) => {
    const used = usedIn(state, limit, ask.now);
    const retryMs = fitsBelow(used, ask) ? 0 : waitFor(state, limit, { now: ask.now, level: ask.ceiling - Math.max(1, ask.hits) });
    return { used, remaining: roomBelow(used, ask.ceiling), resetMs: state.start + 2 * limit.ms - ask.now, retryMs };
  },
  expiresAt: ({ start }, { ms }) => start + 2 * ms,
};

function usedIn({ start, current, previous }: SlidingWindowState, { ms }: SlidingWindowLimit, now: number): number {
  return current + previous * Math.min(1, 1 - (now - start) / ms);
}

/** How long until the level has sunk to `level`, if nothing else is taken. */
function waitFor({ start, current, previous }: SlidingWindowState, { ms }: SlidingWindowLimit, { now, level }: { now: number; level: number }): number {
  if (current <= level && previous > 0) return Math.max(0, start + ms * (1 - (level - current) / previous) - now);
  const share = current > 0 ? Math.max(0, Math.min(1, level / current)) : 0;
  return start + ms + ms * (1 - share) - now;
}
