import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import type { OutagePolicy } from "../../model/limit/limit.ts";
import type { Ask, Verdict } from "../decide/charge.ts";
import { CounterError, type Counters } from "./counters.ts";
import { GuardedCounters } from "./guarded-counters.ts";
import { MemoryCounters } from "./memory/memory-counters.ts";
import { OutagePolicies } from "./outage-policies.ts";

const limit = { kind: "fixed-window", max: 10, window: { kind: "length", ms: 3_600_000 } } as const;

function ask(onOutage: OutagePolicy | "error", count = 1): Ask {
  return { charges: [{ key: "k", group: "k", limit, hits: 1, ceiling: 10, lease: "", onOutage }], chargeDenied: false, count };
}

/** A store that answers, fails or is silent, as the test says. */
class Store implements Counters {
  mode: "answers" | "fails" | "refuses" | "silent" = "answers";
  batches = 0;
  /** Answers wait for it. */
  until: Promise<void> = Promise.resolve();
  readonly #memory: MemoryCounters;

  constructor(clock: FakeClock) {
    this.#memory = new MemoryCounters({ clock });
  }

  charge(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    this.batches += 1;
    if (this.mode === "silent") return new Promise(() => undefined);
    if (this.mode === "answers") return this.until.then(() => this.#memory.charge(batch));
    return Promise.reject(new CounterError(this.mode === "fails" ? "ERR_COUNTER_UNREACHABLE" : "ERR_COUNTER_REFUSED", "Redis: no"));
  }

  probe(): Promise<unknown> {
    if (this.mode === "silent") return new Promise(() => undefined);
    return this.mode === "fails" ? Promise.reject(new Error("no")) : Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe("GuardedCounters", () => {
  const test = { clock: new FakeClock(), store: new Store(new FakeClock()), share: 1, told: [] as boolean[] };
  let guarded: GuardedCounters;
  beforeEach(() => {
    test.clock = new FakeClock();
    test.store = new Store(test.clock);
    test.share = 1;
    test.told = [];
    guarded = new GuardedCounters({
      store: test.store,
      stopgap: new OutagePolicies({ local: new MemoryCounters({ clock: test.clock }), share: () => test.share }),
      clock: test.clock,
      logger: silentLogger,
      probe: () => test.store.probe(),
      waitMs: 40,
      onStore: (reachable) => test.told.push(reachable),
    });
  });
  const charge = async (one: Ask): Promise<readonly Verdict[]> => guarded.charge([one]);

  it("passes on what the store says", async () => {
    expect(await charge(ask("deny", 11))).toMatchObject([...Array<object>(10).fill({ admitted: true, source: "store" }), { admitted: false, source: "store" }]);
  });

  it("decides by the policy of each rule when the store fails, and asks it no more", async () => {
    test.store.mode = "fails";
    expect(await charge(ask("deny"))).toMatchObject([{ admitted: false, source: "outage" }]);
    expect(await charge(ask("allow"))).toMatchObject([{ admitted: true, source: "outage" }]);
    expect(await charge(ask("error"))).toMatchObject([{ admitted: false, source: "outage" }]);
    expect(test.store.batches).toBe(1);
    expect(test.told).toEqual([false]);
  });

  it("goes on by this replica's share of the limit", async () => {
    test.store.mode = "fails";
    test.share = 0.3;
    const verdicts = await charge(ask("local", 5));
    expect(verdicts.map(({ admitted }) => admitted)).toEqual([true, true, true, false, false]);
  });

  it("waits for a silent store no longer than it is told", async () => {
    test.store.mode = "silent";
    let done = false;
    void charge(ask("allow")).then(() => {
      done = true;
    });
    await test.clock.advanceAsync(39);
    expect(done).toBe(false);
    await test.clock.advanceAsync(1);
    expect(done).toBe(true);
  });

  it("a process that was held up reads what has come before it gives up", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    test.store.until = promise;
    const waiting = [charge(ask("deny")), charge(ask("deny")), charge(ask("deny"))];
    test.clock.pause(500);
    resolve();
    await test.clock.advanceAsync(1);
    expect(await Promise.all(waiting)).toMatchObject([[{ source: "store" }], [{ source: "store" }], [{ source: "store" }]]);
    expect(guarded.reachable).toBe(true);
  });

  it("takes one late answer for a hiccup and three for an outage", async () => {
    test.store.mode = "silent";
    for (let batch = 1; batch <= 3; batch += 1) {
      const waiting = charge(ask("allow"));
      await test.clock.advanceAsync(40);
      expect(await waiting).toMatchObject([{ source: "outage" }]);
      expect(guarded.reachable).toBe(batch < 3);
    }
    expect(await charge(ask("allow"))).toMatchObject([{ source: "outage" }]);
    expect(test.store.batches).toBe(3);
  });

  it("counts late answers in a row only", async () => {
    for (const mode of ["silent", "silent", "answers", "silent", "silent", "answers"] as const) {
      test.store.mode = mode;
      const waiting = charge(ask("allow"));
      await test.clock.advanceAsync(mode === "silent" ? 40 : 0);
      await waiting;
    }
    expect(guarded.reachable).toBe(true);
  });

  it("trusts the store again after three probes in a row", async () => {
    test.store.mode = "fails";
    await charge(ask("deny"));
    test.store.mode = "answers";
    await test.clock.advanceAsync(250);
    expect(guarded.reachable).toBe(false);
    test.store.mode = "silent";
    await test.clock.advanceAsync(150);
    test.store.mode = "answers";
    await test.clock.advanceAsync(200);
    expect(guarded.reachable).toBe(false);
    await test.clock.advanceAsync(100);
    expect(guarded.reachable).toBe(true);
    expect(test.told).toEqual([false, true]);
    expect(await charge(ask("deny"))).toMatchObject([{ source: "store" }]);
  });

  it("takes a refused batch for no outage", async () => {
    test.store.mode = "refuses";
    expect(await charge(ask("deny"))).toMatchObject([{ source: "outage" }]);
    expect(guarded.reachable).toBe(true);
  });
});
