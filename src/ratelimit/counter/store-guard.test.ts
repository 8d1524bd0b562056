import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { CounterError } from "./counters.ts";
import { StoreGuard } from "./store-guard.ts";

type Mode = "answers" | "fails" | "refuses" | "silent";

/** A store whose shards answer, fail or are silent, as the test says. */
class Store {
  readonly modes = new Map<number, Mode>();
  probes = 0;
  /** Answers wait for it. */
  until: Promise<void> = Promise.resolve();

  ask(shard: number): Promise<string> {
    const mode = this.modes.get(shard) ?? "answers";
    if (mode === "silent") return new Promise(() => undefined);
    if (mode === "answers") return this.until.then(() => "answer");
    return Promise.reject(new CounterError(mode === "fails" ? "ERR_COUNTER_UNREACHABLE" : "ERR_COUNTER_REFUSED", "Redis: no"));
  }

  probe(shard: number): Promise<string> {
    this.probes += 1;
    return this.ask(shard);
  }
}

describe("StoreGuard", () => {
  const test = { clock: new FakeClock(), store: new Store(), told: [] as number[], refused: 0 };
  let guard: StoreGuard;
  beforeEach(() => {
    test.clock = new FakeClock();
    test.store = new Store();
    test.told = [];
    test.refused = 0;
    const { clock, store, told } = test;
    guard = new StoreGuard({
      clock,
      logger: silentLogger,
      probe: (shard) => store.probe(shard),
      waitMs: 40,
      onLost: (shards) => told.push(shards),
      onRefused: () => void test.refused++,
    });
  });
  /** What one ask ends in: the answer, or the code of the error. */
  const ask = async (shard = 0): Promise<string> => guard.ask(shard, () => test.store.ask(shard)).catch((error: CounterError) => error.code);
  const set = (mode: Mode, shard = 0): void => void test.store.modes.set(shard, mode);

  it("passes on what the store says", async () => {
    expect(await ask()).toBe("answer");
  });

  it("takes a shard that fails for lost", async () => {
    set("fails");
    expect(await ask()).toBe("ERR_COUNTER_UNREACHABLE");
    expect([guard.answers(0), guard.lost, test.told]).toEqual([false, 1, [1]]);
  });

  it("knows one shard that is lost from another that is not", async () => {
    set("fails", 1);
    set("silent", 2);
    await ask(1);
    for (let batch = 1; batch <= 3; batch += 1) {
      const [silent, healthy] = [ask(2), ask(3)];
      await test.clock.advanceAsync(40);
      expect([await silent, await healthy]).toEqual(["ERR_COUNTER_TIMEOUT", "answer"]);
    }
    expect([0, 1, 2, 3].map((shard) => guard.answers(shard))).toEqual([true, false, false, true]);
    set("answers", 2);
    await test.clock.advanceAsync(300);
    expect([1, 2].map((shard) => guard.answers(shard))).toEqual([false, true]);
    expect(test.told).toEqual([1, 2, 1]);
  });

  it("waits for a silent shard no longer than it is told", async () => {
    set("silent");
    let done = "";
    void ask().then((word) => {
      done = word;
    });
    await test.clock.advanceAsync(39);
    expect(done).toBe("");
    await test.clock.advanceAsync(1);
    expect(done).toBe("ERR_COUNTER_TIMEOUT");
  });

  it("a process that was held up reads what has come before it gives up", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    test.store.until = promise;
    const waiting = [ask(), ask(), ask()];
    test.clock.pause(500);
    resolve();
    await test.clock.advanceAsync(1);
    expect(await Promise.all(waiting)).toEqual(["answer", "answer", "answer"]);
    expect(guard.answers(0)).toBe(true);
  });

  it("takes one late answer for a hiccup and three for an outage", async () => {
    set("silent");
    for (let batch = 1; batch <= 3; batch += 1) {
      const waiting = ask();
      await test.clock.advanceAsync(40);
      expect(await waiting).toBe("ERR_COUNTER_TIMEOUT");
      expect(guard.answers(0)).toBe(batch < 3);
    }
  });

  it("counts late answers in a row only", async () => {
    for (const mode of ["silent", "silent", "answers", "silent", "silent", "answers"] as const) {
      set(mode);
      const waiting = ask();
      await test.clock.advanceAsync(mode === "silent" ? 40 : 0);
      await waiting;
    }
    expect(guard.answers(0)).toBe(true);
  });

  it("trusts a shard again after three probes in a row", async () => {
    set("fails");
    await ask();
    set("answers");
    await test.clock.advanceAsync(250);
    expect(guard.answers(0)).toBe(false);
    set("silent");
    await test.clock.advanceAsync(150);
    set("answers");
    await test.clock.advanceAsync(200);
    expect(guard.answers(0)).toBe(false);
    await test.clock.advanceAsync(100);
    expect(guard.answers(0)).toBe(true);
    expect(test.told).toEqual([1, 0]);
  });

  it("takes a refused batch for no outage", async () => {
    set("refuses");
    expect(await ask()).toBe("ERR_COUNTER_REFUSED");
    expect([guard.answers(0), test.refused]).toEqual([true, 1]);
  });

  it("sees a loss without traffic, and asks nothing where there is some", async () => {
    guard.look(2);
    await test.clock.advanceAsync(1000);
    expect(test.store.probes).toBe(2);
    await ask(0);
    guard.look(2);
    expect(test.store.probes).toBe(2);
    set("silent", 1);
    for (let second = 1; second <= 3; second += 1) {
      expect(guard.answers(1)).toBe(true);
      guard.look(2);
      await test.clock.advanceAsync(1000);
    }
    expect([guard.answers(0), guard.answers(1)]).toEqual([true, false]);
  });

  it("probes no more once it is closed", async () => {
    set("fails");
    await ask();
    guard.close();
    await test.clock.advanceAsync(1000);
    expect(test.store.probes).toBe(0);
  });
});
