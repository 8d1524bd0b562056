import { expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import type { Ask, Charge, Verdict } from "../decide/charge.ts";
import type { Counters } from "./counters.ts";
import { DenyCache } from "./deny-cache.ts";
import { MemoryCounters } from "./memory/memory-counters.ts";

const limit = { kind: "fixed-window", max: 2, window: { kind: "length", ms: 60_000 } } as const;
const one: Charge = { key: "k", group: "k", limit, hits: 1, ceiling: 2, lease: "", onOutage: "deny" };

function set() {
  const clock = new FakeClock();
  const memory = new MemoryCounters({ clock });
  const asked: Ask[] = [];
  const counters: Counters = {
    charge: (batch) => {
      asked.push(...batch);
      return memory.charge(batch);
    },
    close: () => memory.close(),
  };
  const cache = new DenyCache({ counters, clock });
  const charge = async (...charges: readonly Charge[]): Promise<readonly Verdict[]> =>
    cache.charge(charges.map((each) => ({ charges: [each], chargeDenied: true, count: 1 })));
  return { clock, asked, cache, charge };
}

it("answers for a full counter without asking, and tells the truth about the time", async () => {
  const { clock, asked, charge } = set();
  await charge(one, one, one);
  expect(asked).toHaveLength(3);
  clock.advance(50);
  expect(await charge(one, { ...one, hits: 5 })).toMatchObject([
    { admitted: false, source: "cache", resetMs: 59_950 },
    { admitted: false, source: "cache" },
  ]);
  expect(asked).toHaveLength(3);
});

it("asks again after 100 ms", async () => {
  const { clock, asked, charge } = set();
  await charge(one, one, one);
  clock.advance(100);
  expect(await charge(one)).toMatchObject([{ source: "store" }]);
  expect(asked).toHaveLength(4);
});

it("forgets a counter that is given back to, and one whose limit was changed", async () => {
  const { asked, charge } = set();
  await charge(one, one, one);
  await charge({ ...one, hits: -2 });
  expect(await charge(one)).toMatchObject([{ admitted: true, source: "store" }]);
  await charge(one, one);
  expect(await charge({ ...one, limit: { ...limit, max: 9 }, ceiling: 9 })).toMatchObject([{ admitted: true, source: "store" }]);
  expect(asked).toHaveLength(8);
});

it("does not answer for looks, for a class that may go further, and for what only was too large", async () => {
  const { asked, charge } = set();
  const batch = { ...one, ceiling: 1 };
  await charge(batch, batch);
  expect(await charge(batch)).toMatchObject([{ source: "cache" }]);
  expect(await charge({ ...one, hits: 0 }, one)).toMatchObject([{ source: "store" }, { source: "store" }]);
  const { charge: chargeOther, asked: askedOther } = set();
  await chargeOther({ ...one, key: "large", hits: 1 });
  const large = { ...one, key: "large", hits: 0 };
  await chargeOther(large);
  expect(askedOther).toHaveLength(2);
  expect(asked).toHaveLength(4);
});

it("puts remembered and fresh verdicts in the order of the batch", async () => {
  const { charge } = set();
  await charge(one, one, one);
  const other = { ...one, key: "other" };
  expect((await charge(other, one, other, one)).map(({ admitted, source }) => `${admitted} ${source}`)).toEqual([
    "true store",
    "false cache",
    "true store",
    "false cache",
  ]);
});
