import type { FixedWindowLimit } from "../../../model/limit/limit.ts";
import { type WindowSpan, windowAt } from "../window.ts";
import { fitsBelow, isKept, type Meter, roomBelow } from "./meter.ts";

/** The window that is counted, and the hits in it. */
export interface FixedWindowState {
  start: number;
  end: number;
  count: number;
}

/** Fixed windows: a count that starts anew with each window. */
export const fixedWindow: Meter<FixedWindowLimit, FixedWindowState> = {
  fresh: () => ({ start: 0, end: 0, count: 0 }),
  advance: (state, { window }, now) => {
    const { start, end } = windowAt(window, now);
    if (isKept(state.start, { now, end })) return;
    if (state.start <= now && state.start !== start) state.count = 0;
    state.start = start;
    state.end = end;
  },
  fits: (state, _, ask) => fitsBelow(state.count, ask),
  take: (state, _, { hits }) => {
    state.count = Math.max(0, state.count + hits);
  },
  read: (state, _, ask) => {
    const resetMs = Math.max(0, state.end - ask.now);
    const retryMs = fitsBelow(state.count, ask) ? 0 : resetMs;
    return { used: state.count, remaining: roomBelow(state.count, ask.ceiling), resetMs, retryMs };
  },
  expiresAt: ({ end }: WindowSpan) => end,
};
