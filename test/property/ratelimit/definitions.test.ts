import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Limit } from "../../../src/model/limit/limit.ts";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import type { Ask, Charge, Verdict } from "../../../src/ratelimit/decide/charge.ts";
import { FakeClock } from "../../kit/fake-clock.ts";

/** One charge of a history. */
interface Hit {
  readonly at: number;
  readonly hits: number;
  readonly lease: string;
  readonly admitted: boolean;
}

/** How much of a limit is taken just before a moment, told by nothing but the history: what the definition says, and no meter. */
type Definition<L extends Limit> = (history: readonly Hit[], limit: L, at: number) => number;

const windows: Definition<Extract<Limit, { kind: "fixed-window" }>> = (history, { window }, at) => {
  const ms = window.kind === "length" ? window.ms : 3_600_000;
  return sum(history.filter((hit) => Math.floor(hit.at / ms) === Math.floor(at / ms)));
};

const sliding: Definition<Extract<Limit, { kind: "sliding-window" }>> = (history, { ms }, at) => {
  const number = Math.floor(at / ms);
  const inWindow = (wanted: number): number => sum(history.filter((hit) => Math.floor(hit.at / ms) === wanted));
  return inWindow(number) + inWindow(number - 1) * (1 - (at % ms) / ms);
};

/** The most that any stretch of time up to now has above what has dropped in meanwhile. */
const bucket: Definition<Extract<Limit, { kind: "token-bucket" }>> = (history, { intervalMs }, at) =>
  Math.max(0, ...history.map((first, index) => sum(history.slice(index)) - (at - first.at) / intervalMs));

const leases: Definition<Extract<Limit, { kind: "concurrency" }>> = (history, { leaseMs }, at) => {
  const ends = new Map<string, number>();
  for (const hit of history) {
    if (hit.hits < 0) ends.delete(hit.lease);
    else if (hit.admitted && hit.hits > 0) ends.set(hit.lease, hit.at + leaseMs);
  }
  return [...ends.values()].filter((end) => end > at).length;
};

function sum(history: readonly Hit[]): number {
  return history.reduce((total, { hits, admitted }) => total + (admitted ? hits : 0), 0);
}

interface Case {
  readonly name: string;
  readonly limit: Limit;
  readonly used: (history: readonly Hit[], at: number) => number;
}

function definedBy<L extends Limit>(name: string, limit: L, definition: Definition<L>): Case {
  return { name, limit, used: (history, at) => definition(history, limit, at) };
}

const cases: readonly Case[] = [
  definedBy("fixed window", { kind: "fixed-window", max: 7, window: { kind: "length", ms: 100 } }, windows),
  definedBy("calendar window", { kind: "fixed-window", max: 5, window: { kind: "calendar", unit: "hour", timeZone: "UTC" } }, windows),
  definedBy("sliding window", { kind: "sliding-window", max: 9, ms: 120 }, sliding),
  definedBy("token bucket", { kind: "token-bucket", max: 6, intervalMs: 1000 / 60 }, bucket),
  definedBy("concurrency", { kind: "concurrency", max: 4, leaseMs: 150 }, leases),
];

interface Step {
  readonly waitMs: number;
  readonly hits: number;
  readonly lease: number;
}

const steps = (least: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 })),
      hits: fc.integer({ min: least, max: 4 }),
      lease: fc.integer({ min: 0, max: 7 }),
    }),
    {
      maxLength: 60,
    },
  );

function chargeOf(limit: Limit, hits: number, lease: number): Charge {
  const isLease = limit.kind === "concurrency";
  return { key: "k", group: "", limit, hits: isLease ? Math.sign(hits) : hits, ceiling: limit.max, lease: isLease ? String(lease) : "", onOutage: "deny" };
}

function charge(counters: MemoryCounters, charges: readonly Charge[]): readonly Verdict[] {
  return counters.chargeNow(charges.map((one): Ask => ({ charges: [one], chargeDenied: false, count: 1 })));
}

/** Runs steps one by one; `check` sees each with what came before it. */
function run(
  limit: Limit,
  list: readonly Step[],
  check: (hit: Hit, before: readonly Hit[]) => void,
): { readonly counters: MemoryCounters; readonly clock: FakeClock } {
  const clock = new FakeClock();
  const counters = new MemoryCounters({ clock });
  const history: Hit[] = [];
  for (const { waitMs, hits, lease } of list) {
    clock.advance(waitMs);
    const one = chargeOf(limit, hits, lease);
    const [verdict] = charge(counters, [one]);
    const hit = { at: clock.now(), hits: one.hits, lease: one.lease, admitted: verdict?.admitted === true };
    check(hit, history);
    history.push(hit);
  }
  return { counters, clock };
}

const tolerance = 1e-6;

describe.each(cases)("$name", ({ limit, used }) => {
  it("admits what its definition allows, all of it and not one more", () => {
    fc.assert(
      fc.property(steps(1), (list) => {
        run(limit, list, ({ at, hits, lease, admitted }, before) => {
          const taken = used(before, at);
          const isHeld = limit.kind === "concurrency" && used([...before, { at, hits: -1, lease, admitted: true }], at) < taken;
          const room = isHeld ? 1 : limit.max - taken;
          if (Math.abs(room - hits) > tolerance) expect(admitted).toBe(hits <= room);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("has nothing below zero, whatever is given back", () => {
    fc.assert(
      fc.property(steps(-6), (list) => {
        const { counters } = run(limit, list, () => undefined);
        const many = charge(
          counters,
          Array.from({ length: 3 * limit.max }, (_, index) => chargeOf(limit, 1, 100 + index)),
        );
        expect(many.filter(({ admitted }) => admitted).length).toBeLessThanOrEqual(limit.max);
        expect(many.every((verdict) => verdict.used >= -tolerance && verdict.remaining >= 0 && verdict.remaining <= limit.max)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("admits as many of a batch in whatever order it comes", () => {
    const batch = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps(-2), batch, fc.infiniteStream(fc.nat()), (list, asked, order) => {
        const charges = asked.map((key, index): Charge => ({ ...chargeOf(limit, 1, 100 + index), key: key === 0 ? "k" : `k${key}` }));
        const shuffled = charges.map((one) => ({ one, at: order.next().value as number })).sort((left, right) => left.at - right.at);
        const admitted = (own: readonly Charge[]): Record<string, number> => {
          const { counters } = run(limit, list, () => undefined);
          const verdicts = charge(counters, own);
          const counts: Record<string, number> = {};
          for (const [index, { key }] of own.entries()) counts[key] = (counts[key] ?? 0) + Number(verdicts[index]?.admitted);
          return counts;
        };
        expect(admitted(shuffled.map(({ one }) => one))).toEqual(admitted(charges));
      }),
      { numRuns: 200 },
    );
  });
});
