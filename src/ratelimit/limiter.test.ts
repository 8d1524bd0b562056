import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/kit/fake-clock.ts";
import { filesSource, request } from "../../test/kit/limits/decide.ts";
import { silentLogger } from "../kit/telemetry.ts";
import type { Counters } from "./counter/counters.ts";
import { MemoryCounters } from "./counter/memory/memory-counters.ts";
import { OutagePolicies } from "./counter/outage-policies.ts";
import { StoreGuard } from "./counter/store-guard.ts";
import type { Ask, Verdict } from "./decide/charge.ts";
import { Limiter } from "./limiter.ts";
import { Tallies } from "./tallies.ts";

const rules = filesSource(["domain: d\ndescriptors:\n  - { key: user, rate_limit: { unit: hour, requests_per_unit: 10, on_outage: deny } }\n"]);

/** A store that is in good health and takes so long for each answer. */
class SlowStore implements Counters {
  charged = 0;
  readonly #clock: FakeClock;
  readonly #takesMs: number;
  readonly #memory: MemoryCounters;

  constructor(clock: FakeClock, takesMs: number) {
    this.#clock = clock;
    this.#takesMs = takesMs;
    this.#memory = new MemoryCounters({ clock });
  }

  charge(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    for (const { count } of batch) this.charged += count;
    return new Promise((resolve) => void this.#clock.schedule(this.#takesMs, () => resolve(this.#memory.charge(batch))));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Setup {
  readonly clock: FakeClock;
  readonly store: SlowStore;
  readonly guard: StoreGuard;
  readonly tallies: Tallies;
  /** Asks, and notes under this name what the answer was and when it came. */
  readonly ask: (name: string, leftMs: number | undefined) => void;
  readonly answers: string[];
}

function setUp(takesMs: number): Setup {
  const clock = new FakeClock();
  const store = new SlowStore(clock, takesMs);
  const stopgap = new OutagePolicies({ local: new MemoryCounters({ clock }), share: () => 1 });
  const guard = new StoreGuard({ clock, logger: silentLogger, probe: () => Promise.resolve(), waitMs: 40 });
  const counters: Counters = {
    charge: (batch) => guard.ask(0, () => store.charge(batch)).catch(() => stopgap.decide(batch)),
    close: () => store.close(),
  };
  const tallies = new Tallies();
  const hurry = { stopgap, waitMs: 40 };
  const limiter = new Limiter({ counters, hurry, tallies, clock, logger: silentLogger, nextTurn: (task) => queueMicrotask(task) });
  limiter.use(rules);
  const answers: string[] = [];
  const ask = (name: string, leftMs: number | undefined): void => {
    const deadline = leftMs === undefined ? undefined : clock.monotonic() + leftMs;
    const note = (word: string): void => void answers.push(`${name} ${word} at ${clock.monotonic()}`);
    limiter.decide(request("d", "user=a"), { deadline, gone: () => false, answer: ({ over }) => note(over ? "OVER" : "OK"), refuse: ({ kind }) => note(kind) });
  };
  return { clock, store, guard, tallies, ask, answers };
}

describe("callers who cannot wait for the store", () => {
  it("are answered at their own deadline, and those who came with them by the store", async () => {
    const { clock, ask, answers, store, tallies } = setUp(30);
    ask("hurried", 10);
    ask("patient", 500);
    ask("less hurried", 20);
    ask("endless", undefined);
    await clock.advanceAsync(40);
    expect(answers).toEqual(["hurried OVER at 7", "less hurried OVER at 17", "patient OK at 30", "endless OK at 30"]);
    expect(store.charged).toBe(4);
    const [tally] = [...tallies.entries()].map(([, one]) => one);
    expect(tally).toMatchObject({ totalHits: 4, outage: 2 });
  });

  it("however many they are, say nothing of the store", async () => {
    const { clock, ask, answers, guard } = setUp(4);
    for (let caller = 1; caller <= 10; caller += 1) {
      ask(`hurried ${caller}`, 4);
      await clock.advanceAsync(5);
    }
    expect(answers).toHaveLength(10);
    expect(answers.every((answer) => answer.includes("OVER"))).toBe(true);
    expect(guard.answers(0)).toBe(true);
    answers.length = 0;
    ask("patient", 500);
    await clock.advanceAsync(5);
    expect(answers).toEqual(["patient OVER at 54"]);
  });

  it("are told before the store is given up, also when it never answers", async () => {
    const { clock, ask, answers, guard } = setUp(1_000_000);
    for (let round = 0; round < 3; round += 1) {
      ask("hurried", 20);
      await clock.advanceAsync(20);
    }
    expect(answers).toEqual(["hurried OVER at 17", "hurried OVER at 37", "hurried OVER at 57"]);
    await clock.advanceAsync(20);
    expect(guard.answers(0)).toBe(false);
  });

  it("read what has come meanwhile when the process was held up", async () => {
    const { clock, ask, answers } = setUp(5);
    ask("hurried", 10);
    await clock.advanceAsync(0);
    clock.pause(500);
    await clock.advanceAsync(1);
    expect(answers).toEqual(["hurried OK at 500"]);
  });
});
