import { describe, expect, it } from "vitest";
import type { Limit } from "../../../model/limit/limit.ts";
import type { MeterAsk } from "./meter.ts";
import { meterOf } from "./meters.ts";

const limits: readonly Limit[] = [
  { kind: "fixed-window", max: 10, window: { kind: "length", ms: 60_000 } },
  { kind: "sliding-window", max: 10, ms: 60_000 },
  { kind: "token-bucket", max: 10, intervalMs: 60_000 },
  { kind: "concurrency", max: 10, leaseMs: 60_000 },
];

it.each(limits)("what is left is what the class may still take: $kind", (limit) => {
  const now = Date.UTC(2026, 0, 1);
  const meter = meterOf(limit.kind);
  const state = meter.fresh();
  const ask = (ceiling: number, lease = ""): MeterAsk => ({ hits: 1, ceiling, lease, now, chargeDenied: false });
  meter.advance(state, limit, now);
  for (const lease of ["a", "b", "c", "d"]) meter.take(state, limit, ask(10, lease));
  expect([meter.read(state, limit, ask(10)).remaining, meter.read(state, limit, ask(6)).remaining, meter.read(state, limit, ask(3)).remaining]).toEqual([
    6, 2, 0,
  ]);
});

describe("a clock that is put back", () => {
  const edge = Date.UTC(2026, 0, 1);
  const windows = limits.filter(({ kind }) => kind.endsWith("window"));

  /** Fills the window that begins at the edge, puts the clock to `back` before it, and tells how many more fit at each of these times. */
  function moreAt(limit: Limit, back: number, times: readonly number[]): readonly number[] {
    const meter = meterOf(limit.kind);
    const state = meter.fresh();
    const take = (now: number): number => {
      meter.advance(state, limit, now);
      const ask: MeterAsk = { hits: 1, ceiling: 10, lease: "", now, chargeDenied: false };
      let taken = 0;
      for (; meter.fits(state, limit, ask); taken += 1) meter.take(state, limit, ask);
      expect(meter.read(state, limit, ask).retryMs).toBeGreaterThan(0);
      return taken;
    };
    expect(take(edge + 5)).toBe(10);
    return times.map((time) => take(edge - back + time));
  }

  it.each(windows)("over the edge of a window gives nobody a window twice: $kind", (limit) => {
    expect(moreAt(limit, 1000, [0, 500, 999, 1000, 1001, 60_000])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it.each(windows)("by more than a window shuts nobody out for longer than a window: $kind", (limit) => {
    const hour = 3_600_000;
    expect(moreAt(limit, hour, [0, 59_999])).toEqual([0, 0]);
    expect(moreAt(limit, hour, [0, 120_000])).toEqual([0, 10]);
  });
});
