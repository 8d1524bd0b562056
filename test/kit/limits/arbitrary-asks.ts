import fc from "fast-check";
import type { Limit } from "../../../src/model/limit/limit.ts";
import type { Ask, Charge } from "../../../src/ratelimit/decide/charge.ts";
import { counterKey } from "../../../src/ratelimit/decide/prepare-domain.ts";

/** Limits of every kind, small and with short windows so that a few batches cross all edges. */
const someLimits: readonly Limit[] = [
  { kind: "fixed-window", max: 5, window: { kind: "length", ms: 150 } },
  { kind: "fixed-window", max: 3, window: { kind: "calendar", unit: "hour", timeZone: "Asia/Kolkata" } },
  { kind: "fixed-window", max: 0, window: { kind: "length", ms: 60_000 } },
  { kind: "sliding-window", max: 6, ms: 120 },
  { kind: "sliding-window", max: 4, ms: 60_000 },
  { kind: "token-bucket", max: 4, intervalMs: 7.3 },
  { kind: "token-bucket", max: 2, intervalMs: 1000 / 3 },
  { kind: "concurrency", max: 3, leaseMs: 90 },
];

/** A charge on one of few counters. */
function arbitraryCharge(run: string): fc.Arbitrary<Charge> {
  return fc
    .record({
      limit: fc.integer({ min: 0, max: someLimits.length - 1 }),
      name: fc.integer({ min: 0, max: 2 }),
      hits: fc.integer({ min: -3, max: 4 }),
      share: fc.constantFrom(1, 0.5),
      lease: fc.integer({ min: 0, max: 4 }),
    })
    .map(({ limit: index, name, hits, share, lease }): Charge => {
      const limit = someLimits[index] ?? { kind: "fixed-window", max: 1, window: { kind: "length", ms: 1000 } };
      const isLease = limit.kind === "concurrency";
      return {
        key: counterKey(limit, [run, String(index), String(name)]),
        group: `${run}${name}`,
        limit,
        hits: isLease ? Math.sign(hits) : hits,
        ceiling: Math.floor(limit.max * share),
        lease: isLease ? `lease-${lease}` : "",
        onOutage: "deny",
      };
    });
}

/** Asks of one to three counters, each once, several times in a row. */
export function arbitraryAsk(run: string): fc.Arbitrary<Ask> {
  return fc.record({
    charges: fc.uniqueArray(arbitraryCharge(run), { minLength: 1, maxLength: 3, selector: ({ key }) => key }),
    chargeDenied: fc.boolean(),
    count: fc.integer({ min: 1, max: 4 }),
  });
}
