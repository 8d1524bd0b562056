import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { noMetrics, silentLogger } from "../../kit/telemetry.ts";
import { StoreSight } from "./store-sight.ts";

/** A store with a newest revision, and a replica that has come so far. */
function replica() {
  const clock = new FakeClock();
  const listeners = new Set<() => void>();
  const state = { newest: 1, has: 1, reachable: true, answers: true, asked: 0 };
  const said: string[] = [];
  const sight = new StoreSight({
    store: {
      revision: async () => {
        state.asked += 1;
        if (!state.answers) throw new Error("etcd is away");
        return state.newest;
      },
    },
    fleet: {
      get storeReachable() {
        return state.reachable;
      },
      snapshots: {
        ready: true,
        get revision() {
          return state.has;
        },
        onUpdate: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      },
    },
    clock,
    logger: { ...silentLogger, warn: (message) => void said.push(message), info: (message) => void said.push(message) },
    metrics: noMetrics,
  });
  const arrive = (revision: number): void => {
    state.has = revision;
    for (const listener of listeners) listener();
  };
  return { clock, sight, state, said, arrive };
}

describe("how far a replica sees", () => {
  it("is up to date as long as the watch brings what the store has", async () => {
    const { clock, sight, state } = replica();
    await clock.advanceAsync(60_000);
    expect(sight.silentMs).toBeLessThan(1500);
    expect(state.asked).toBe(60);
  });

  it.each<[string, (state: ReturnType<typeof replica>["state"]) => void]>([
    ["the store does not answer", (state) => void Object.assign(state, { answers: false })],
    ["the watch is behind", (state) => void Object.assign(state, { newest: 2 })],
    ["the watch says that it is out", (state) => void Object.assign(state, { reachable: false })],
  ])("grows dim while %s, and says so once", async (_, trouble) => {
    const { clock, sight, state, said, arrive } = replica();
    await clock.advanceAsync(3000);
    trouble(state);
    await clock.advanceAsync(65_000);
    expect(sight.silentMs).toBeGreaterThanOrEqual(65_000);
    expect(said).toEqual([expect.stringMatching(/^Store has not been heard of for 5 s/u)]);
    Object.assign(state, { answers: true, reachable: true });
    arrive(2);
    await clock.advanceAsync(2000);
    expect(sight.silentMs).toBeLessThan(2500);
    expect(said).toHaveLength(2);
  });
});

describe("whoever needs what is in the store", () => {
  it("waits until this replica has it", async () => {
    const { sight, state, arrive } = replica();
    state.newest = 5;
    const order: string[] = [];
    const waiting = sight.caughtUp().then(() => order.push("there"));
    await Promise.resolve();
    arrive(4);
    await new Promise(setImmediate);
    order.push("not yet");
    arrive(5);
    await waiting;
    expect(order).toEqual(["not yet", "there"]);
  });

  it("is told when the store cannot be asked, or the process ends", async () => {
    const { sight, state } = replica();
    state.answers = false;
    await expect(sight.caughtUp()).rejects.toThrow("etcd is away");
    Object.assign(state, { answers: true, newest: 2 });
    const waiting = sight.caughtUp();
    await new Promise(setImmediate);
    sight.close();
    await expect(waiting).rejects.toThrow("The process ends");
  });

  it("does not take an answer for its own that was asked for before", async () => {
    const { sight, state, arrive } = replica();
    state.newest = 2;
    const first = sight.caughtUp();
    await new Promise(setImmediate);
    const second = sight.caughtUp();
    state.newest = 3;
    arrive(2);
    await first;
    const order: string[] = [];
    const settled = second.then(() => order.push("second"));
    await new Promise(setImmediate);
    order.push("three");
    arrive(3);
    await settled;
    expect(order).toEqual(["three", "second"]);
  });
});
