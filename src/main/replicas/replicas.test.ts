import { afterEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";
import { recordPrefix, type Store, StoreError, type WatchEvent } from "../../store/store.ts";
import { systemRandom } from "../system.ts";
import { openReplicas, type Replicas, replicaRecords } from "./open-replicas.ts";
import type { AuthMemory } from "./replica-record.ts";

const clock = new FakeClock();
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface ReplicaOptions {
  readonly decides?: boolean;
  readonly revision?: number;
  readonly memory?: AuthMemory;
  /** What it writes with. */
  readonly put?: Store["putRecord"];
}

const putInto = (store: Store): Store["putRecord"] => store.putRecord.bind(store);

/** A replica on a store that others share. Until it follows it hears nothing; `revision` is what it decides by. */
async function replica(name: string, store: Store, { decides = true, revision = 0, put = putInto(store), memory = "own" }: ReplicaOptions = {}) {
  const said: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void said.push(message) };
  const writes = { lease: store.lease.bind(store), putRecord: put };
  const replicas = await openReplicas({ store: writes, replica: name, decides, memory: decides ? memory : undefined, clock, random: systemRandom, logger });
  const state = { revision };
  const end = new AbortController();
  let following: Promise<void> | undefined;
  stops.push(async () => {
    end.abort();
    await following;
    await replicas.close();
  });
  const apply = (event: WatchEvent): void => replicas.apply(event, state.revision);
  return {
    ...replicas,
    said,
    state,
    follow: async () => {
      following = followUntil(store, { apply, signal: end.signal });
      await clock.advanceAsync(0);
    },
    /** As it hears of a revision. */
    reach: async (newer: number) => {
      state.revision = newer;
      apply({ kind: "restored" });
      await clock.advanceAsync(200);
    },
  };
}

async function followUntil(store: Store, { apply, signal }: { readonly apply: (event: WatchEvent) => void; readonly signal: AbortSignal }): Promise<void> {
  for await (const event of store.watch({ records: replicaRecords, signal })) apply(event);
}

/** A replica without such roles that asks the others. */
async function asker(store: Store, options: ReplicaOptions = {}) {
  const made = await replica("admin", store, { ...options, decides: false });
  await made.follow();
  return { ...made, settled: () => clock.advanceAsync(200) };
}

const standing = ({ answers }: Pick<Replicas, "answers">, question: number) => answers.standing(question);

describe("replicas that decide with each request", () => {
  it("say of every question that they have heard of all that was written before it", async () => {
    const store = newMemoryStore({ clock });
    const admin = await asker(store);
    const [one, two] = [await replica("one", store), await replica("two", store)];
    await one.follow();
    const question = admin.answers.ask(0);
    expect(standing(admin, question).isComplete).toBe(false);
    await admin.settled();
    expect(standing(admin, question)).toEqual({ acked: 1, pending: ["two"], isComplete: false });
    await two.follow();
    await admin.settled();
    expect(standing(admin, question)).toEqual({ acked: 2, pending: [], isComplete: true });
    expect(standing(admin, question + 1)).toMatchObject({ acked: 0, isComplete: false });
  });

  it("answer when they decide by the revision that it is about", async () => {
    const store = newMemoryStore({ clock });
    const admin = await asker(store);
    const late = await replica("late", store, { revision: 6 });
    await late.follow();
    const question = admin.answers.ask(7);
    await admin.settled();
    expect(standing(admin, question).pending).toEqual(["late"]);
    await late.reach(7);
    expect(standing(admin, question)).toEqual({ acked: 1, pending: [], isComplete: true });
  });

  it("are not waited for when they have ended, nor when their lease has", async () => {
    const store = newMemoryStore({ clock });
    const admin = await asker(store);
    const [leaves, dies] = [await replica("leaves", store), await replica("dies", store)];
    const question = admin.answers.ask(0);
    await admin.settled();
    expect(standing(admin, question).pending).toEqual(["dies", "leaves"]);
    await leaves.close();
    await admin.settled();
    expect(standing(admin, question).pending).toEqual(["dies"]);
    await store.deleteRecord(`${recordPrefix.replica}dies`);
    await admin.settled();
    expect(standing(admin, question)).toEqual({ acked: 0, pending: [], isComplete: true });
    expect(dies.said).toEqual([]);
  });

  it("say whether they remember together with others", async () => {
    const store = newMemoryStore({ clock });
    const admin = await asker(store);
    await replica("one", store);
    await replica("two", store, { memory: "shared" });
    await admin.settled();
    expect(admin.answers.memories()).toEqual({ all: 2, own: 1 });
  });

  it("are asked once for many who wait, at most ten times a second, and not at all when nobody does", async () => {
    const store = newMemoryStore({ clock });
    const written: string[] = [];
    const put: Store["putRecord"] = (key, ...rest) => {
      written.push(key.split("/")[1] ?? "");
      return store.putRecord(key, ...rest);
    };
    const admin = await asker(store, { put });
    const one = await replica("one", store, { put });
    await one.follow();
    await clock.advanceAsync(60_000);
    expect(written).toEqual(["replica"]);
    const questions = Array.from({ length: 50 }, () => admin.answers.ask(0));
    await clock.advanceAsync(1000);
    expect(standing(admin, questions.at(-1) ?? 0).isComplete).toBe(true);
    expect(written.filter((kind) => kind === "ask")).toHaveLength(2);
    expect(written.filter((kind) => kind === "replica").length).toBeLessThanOrEqual(3);
  });

  it("are announced again when the store has lost them, and answer who asked meanwhile", async () => {
    const store = newMemoryStore({ clock });
    const admin = await asker(store);
    const one = await replica("one", store);
    await one.follow();
    clock.pause(60_000);
    await admin.settled();
    expect(await store.listRecords(recordPrefix.replica)).toHaveLength(1);
    const question = admin.answers.ask(0);
    await admin.settled();
    expect(standing(admin, question)).toEqual({ acked: 1, pending: [], isComplete: true });
  });

  it("are asked again a second later when the store could not be written, which is said once", async () => {
    const store = newMemoryStore({ clock });
    let isOut = true;
    const put: Store["putRecord"] = (...call) => (isOut ? Promise.reject(new StoreError("ERR_STORE_UNAVAILABLE", "no answer")) : store.putRecord(...call));
    const admin = await asker(store, { put });
    const question = admin.answers.ask(0);
    await clock.advanceAsync(5000);
    expect(standing(admin, question).isComplete).toBe(false);
    expect(admin.said).toHaveLength(1);
    isOut = false;
    await clock.advanceAsync(1000);
    expect(standing(admin, question)).toEqual({ acked: 0, pending: [], isComplete: true });
  });
});
