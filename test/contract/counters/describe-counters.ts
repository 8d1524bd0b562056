import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Limit } from "../../../src/model/limit/limit.ts";
import type { Counters } from "../../../src/ratelimit/counter/counters.ts";
import type { Ask, Charge, Verdict } from "../../../src/ratelimit/decide/charge.ts";
import { counterKey } from "../../../src/ratelimit/decide/prepare-domain.ts";

/** Counters under test and the time that they go by. */
export interface CountersSubject {
  readonly counters: Counters;
  /** Lets time pass; with a real store, waits. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const hour: Limit = { kind: "fixed-window", max: 5, window: { kind: "length", ms: 3_600_000 } };
const day: Limit = { kind: "fixed-window", max: 3, window: { kind: "calendar", unit: "day", timeZone: "Europe/Berlin" } };
const sliding: Limit = { kind: "sliding-window", max: 5, ms: 3_600_000 };
const bucket: Limit = { kind: "token-bucket", max: 5, intervalMs: 600_000 };
const leases: Limit = { kind: "concurrency", max: 2, leaseMs: 3_600_000 };

const made = { keys: 0 };

function newName(): string {
  made.keys += 1;
  return `own-${made.keys}`;
}

/** A charge on a counter of its own unless it is named. */
function charge(limit: Limit, { name = newName(), hits = 1, ceiling = limit.max, lease = "" }: Partial<Charge & { name: string }> = {}): Charge {
  return { key: counterKey(limit, [name]), group: name, limit, hits, ceiling, lease, onOutage: "deny" };
}

/** Asks for charges together, all or nothing. */
function together(...charges: readonly Charge[]): Ask {
  return { charges, chargeDenied: false, count: 1 };
}

function admitted(verdicts: readonly Verdict[]): readonly boolean[] {
  return verdicts.map((verdict) => verdict.admitted);
}

/** The suite that every adapter of `Counters` passes. */
export function describeCounters(name: string, create: () => Promise<CountersSubject>): void {
  describe(`counters: ${name}`, () => {
    const suite: { subject: CountersSubject | undefined } = { subject: undefined };
    beforeAll(async () => {
      suite.subject = await create();
    });
    afterAll(async () => suite.subject?.close());
    const ask = async (...asks: readonly Ask[]): Promise<readonly Verdict[]> => {
      if (suite.subject === undefined) throw new Error("There is no subject");
      return suite.subject.counters.charge(asks);
    };

    it.each([hour, day, sliding, bucket])("admits the limit and not one more: $kind", async (limit) => {
      const one = charge(limit);
      const verdicts = await ask({ charges: [one], chargeDenied: false, count: limit.max + 2 });
      expect(admitted(verdicts)).toEqual([...Array<boolean>(limit.max).fill(true), false, false]);
      expect(verdicts.map(({ remaining }) => remaining)).toEqual([...Array(limit.max).keys()].map((index) => limit.max - 1 - index).concat(0, 0));
      expect(admitted(await ask(together(one)))).toEqual([false]);
      for (const { resetMs } of verdicts) expect(resetMs).toBeGreaterThan(0);
      expect(verdicts.at(-1)?.retryMs).toBeGreaterThan(0);
      expect(verdicts[0]?.retryMs).toBe(0);
    });

    it("counts what was refused where the rule says so", async () => {
      const one = charge(hour);
      const verdicts = await ask({ charges: [one], chargeDenied: true, count: 7 });
      expect(verdicts.map(({ used }) => used)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(admitted(verdicts)).toEqual([true, true, true, true, true, false, false]);
      const [look] = await ask({ charges: [{ ...one, hits: 0 }], chargeDenied: true, count: 1 });
      expect(look).toMatchObject({ admitted: false, used: 7 });
    });

    it("gives a charge to one of several equals by what fits, in their order", async () => {
      const [five, one] = [charge(hour, { name: "mixed", hits: 4 }), charge(hour, { name: "mixed", hits: 1 })];
      expect(admitted(await ask(together(five), together(five), together(one), together(one)))).toEqual([true, false, true, false]);
    });

    it.each([hour, sliding, bucket])("gives back, never below zero: $kind", async (limit) => {
      const one = charge(limit);
      const back = { ...one, hits: -2 };
      await ask(together(one));
      const [refund] = await ask(together(back));
      expect(refund).toMatchObject({ admitted: true, remaining: limit.max });
      const verdicts = await ask({ charges: [one], chargeDenied: false, count: limit.max + 1 });
      expect(admitted(verdicts).filter(Boolean)).toHaveLength(limit.max);
      await ask(together({ ...one, hits: -1 }));
      expect(admitted(await ask(together(one), together(one)))).toEqual([true, false]);
    });

    it("looks without a trace", async () => {
      const look = charge(hour, { name: "looked at", hits: 0 });
      for (let time = 0; time < 8; time += 1) expect(await ask(together(look))).toMatchObject([{ admitted: true, used: 0, remaining: 5 }]);
      await ask({ charges: [{ ...look, hits: 1 }], chargeDenied: false, count: 5 });
      expect(await ask(together(look))).toMatchObject([{ admitted: false, used: 5, remaining: 0 }]);
    });

    it("charges all of a request or nothing", async () => {
      const [wide, tight] = [charge(hour), charge(day)];
      const both = together(wide, tight);
      const verdicts = await ask(both, both, both, both);
      expect(admitted(verdicts)).toEqual([true, true, true, true, true, true, true, false]);
      expect((await ask(together({ ...wide, hits: 0 })))[0]?.used).toBe(3);
    });

    it("keeps the share of a more important class", async () => {
      const [batch, critical] = [charge(hour, { name: "classes", ceiling: 3 }), charge(hour, { name: "classes" })];
      expect(admitted(await ask({ ...together(batch), count: 5 }))).toEqual([true, true, true, false, false]);
      expect(admitted(await ask({ ...together(critical), count: 3 }))).toEqual([true, true, false]);
    });

    it("lends, takes back by name, and lends to the same name once", async () => {
      const lease = (name: string, hits = 1): Ask => together(charge(leases, { name: "slots", lease: name, hits }));
      expect(admitted(await ask(lease("a"), lease("b"), lease("c")))).toEqual([true, true, false]);
      expect(admitted(await ask(lease("a")))).toEqual([true]);
      expect(await ask(lease("nobody", -1))).toMatchObject([{ admitted: true, used: 2 }]);
      expect(await ask(lease("a", -1), lease("c"))).toMatchObject([
        { admitted: true, used: 1 },
        { admitted: true, used: 2, remaining: 0 },
      ]);
    });

    it("ends a lease by itself", async () => {
      const short = charge({ kind: "concurrency", max: 1, leaseMs: 400 }, { name: "short", lease: "a" });
      const other = { ...short, lease: "b" };
      expect(admitted(await ask(together(short), together(other)))).toEqual([true, false]);
      await suite.subject?.pass(450);
      expect(admitted(await ask(together(other)))).toEqual([true]);
    });

    it("knows when the first lease ends, also behind one that is taken again", async () => {
      const long: Limit = { kind: "concurrency", max: 2, leaseMs: 60_000 };
      const lease = (name: string): Ask => together(charge(long, { name: "renewed", lease: name }));
      await ask(lease("a"));
      // Two more than is asked for below: a timer may come a little early, and the store counts whole milliseconds.
      await suite.subject?.pass(52);
      await ask(lease("b"));
      // "a" is the first to end, until it is taken again.
      const [before, , behind] = await ask(lease("c"), lease("a"), lease("c"));
      expect((behind?.retryMs ?? 0) - (before?.retryMs ?? 0)).toBeGreaterThanOrEqual(50);
    });

    it("fills a bucket as time passes", async () => {
      const fast = charge({ kind: "token-bucket", max: 2, intervalMs: 300 });
      expect(admitted(await ask({ ...together(fast), count: 3 }))).toEqual([true, true, false]);
      await suite.subject?.pass(350);
      expect(admitted(await ask({ ...together(fast), count: 2 }))).toEqual([true, false]);
    });

    it("begins anew with a window", async () => {
      const brief = charge({ kind: "fixed-window", max: 1, window: { kind: "length", ms: 500 } });
      const first = await ask(together(brief));
      await suite.subject?.pass((first[0]?.resetMs ?? 0) + 5);
      expect(admitted(await ask(together(brief), together(brief)))).toEqual([true, false]);
    });

    it("answers a large batch of many keys in its order", async () => {
      const asks = Array.from({ length: 1000 }, (_, index) => ({ ...together(charge(hour, { name: `many-${index % 400}` })), count: 1 + (index % 3) }));
      const verdicts = await ask(...asks);
      expect(verdicts).toHaveLength(asks.reduce((sum, { count }) => sum + count, 0));
      expect(admitted(verdicts).filter(Boolean).length).toBe(400 * 5 - shortfall(asks));
    });
  });
}

/** What a limit of five leaves unused of keys that were asked for less often. */
function shortfall(asks: readonly Ask[]): number {
  const asked = new Map<string, number>();
  for (const { charges, count } of asks) asked.set(charges[0]?.key ?? "", (asked.get(charges[0]?.key ?? "") ?? 0) + count);
  return [...asked.values()].reduce((sum, count) => sum + Math.max(0, 5 - count), 0);
}
