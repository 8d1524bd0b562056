import { expect, it } from "vitest";
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
