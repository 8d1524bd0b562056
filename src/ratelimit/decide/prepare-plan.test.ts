import { expect, it } from "vitest";
import type { Limit } from "../../model/limit/limit.ts";
import { planEntries } from "../../model/limit/limit-plan.ts";
import { compilePlan, preparePlan } from "./prepare-plan.ts";

function shown(limit: Limit): unknown {
  const only = { id: "l", counter: ["Route default/shop", "", "all"], name: "all", entries: [], limit, shadow: false } as const;
  const plan = {
    target: "default/shop/all",
    hash: "h",
    chargeDenied: false,
    limits: [{ ...only, onOutage: "local", classes: [], headers: "draft-03" } as const],
  };
  const descriptor = { entries: [{ key: planEntries.limit, value: "l" }], hits: undefined, limit: undefined, negativeHits: false };
  const [first] = preparePlan({ domain: "sluice|default/shop/all|h", descriptors: [descriptor], hits: 1 } as never, compilePlan(plan)).descriptors;
  if (first?.kind !== "limited") throw new Error("The plan limits every request");
  const { requestsPerUnit, unit, multiplier } = first.facts.shown;
  return `${requestsPerUnit} per ${multiplier} ${unit}`;
}

it.each([
  [5, 12_000, "5 per 1 minute"],
  [5, 1400, "5 per 7 second"],
  [100, 10, "100 per 1 second"],
  [50, 10, "100 per 1 second"],
  [50, 500, "50 per 25 second"],
  [10, 1000 / 7, "7 per 1 second"],
  [3, 90_100, "39 per 1 hour"],
])("tells a bucket of %i that gains one every %d ms as %s", (max, intervalMs, expected) => {
  expect(shown({ kind: "token-bucket", max, intervalMs })).toBe(expected);
});

it.each([
  [{ kind: "fixed-window", max: 20, window: { kind: "length", ms: 86_400_000 } }, "20 per 1 day"],
  [{ kind: "fixed-window", max: 20, window: { kind: "calendar", unit: "month", timeZone: "UTC" } }, "20 per 1 month"],
  [{ kind: "sliding-window", max: 7, ms: 90_000 }, "7 per 90 second"],
  [{ kind: "concurrency", max: 4, leaseMs: 1000 }, "4 per 1 unknown"],
] as const)("tells windows and leases as they are: %o", (limit, expected) => {
  expect(shown(limit)).toBe(expected);
});
