import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/kit/fake-clock.ts";
import { writeAudit } from "../admin/audit/audit-record.ts";
import type { JsonObject } from "../kit/json.ts";
import { silentLogger } from "../kit/telemetry.ts";
import { newMemoryStore } from "../store/memory/memory-store.ts";
import { recordPrefix, type Store } from "../store/store.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { systemRandom as random } from "./system.ts";

const day = 86_400_000;
const hour = 3_600_000;

async function commit(store: Store, clock: FakeClock, name: string): Promise<void> {
  const object = { kind: "NodeGroup", namespace: "", name, labels: {}, spec: {} } as const;
  await store.commit({ writes: [{ kind: "put", object, expected: "any" }], author: "a", reason: "", at: new Date(clock.now()).toISOString() });
}

async function revisions(store: Store): Promise<readonly number[]> {
  return (await store.history({})).commits.map(({ revision }) => revision);
}

function followed(store: Store) {
  return {
    elect: store.elect.bind(store),
    get: store.get.bind(store),
    listRecords: store.listRecords.bind(store),
    putRecord: store.putRecord.bind(store),
    deleteRecord: store.deleteRecord.bind(store),
  };
}

describe("startHousekeeping", () => {
  it("forgets what is older than the age and beyond the count, at once and every hour, on one replica", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock, random });
    for (const name of ["a", "b", "c", "d"]) await commit(store, clock, name);
    clock.advance(10 * day);
    const limits = { keep: 2, ageMs: 7 * day };
    const parts = { store, limits, clock, logger: silentLogger };
    const stopOne = startHousekeeping({ ...parts, replica: "one" });
    const stopTwo = startHousekeeping({
      ...parts,
      replica: "two",
      store: { ...followed(store), compact: () => Promise.reject(new Error("Not the leader")) },
    });
    await expect.poll(() => revisions(store)).toEqual([4, 3]);
    await commit(store, clock, "e");
    await clock.advanceAsync(hour - 1);
    expect(await revisions(store)).toEqual([5, 4, 3]);
    await clock.advanceAsync(hour);
    await expect.poll(() => revisions(store)).toEqual([5, 4]);
    await Promise.all([stopOne(), stopTwo()]);
    await store.close();
  });

  it("forgets entries of the audit log that are no commits by the same limits", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock, random });
    const entry = (subject: string) =>
      writeAudit({ action: "token.create", subject, detail: {}, call: { principal: { name: "a" }, from: "" }, reason: "" }, { store, clock, random });
    const subjects = async () => (await store.listRecords(recordPrefix.audit)).map(({ value }) => (value as { readonly subject: string }).subject).sort();
    for (const subject of ["a", "b", "c"]) {
      await entry(subject);
      clock.advance(1);
    }
    clock.advance(10 * day);
    await entry("young");
    const stop = startHousekeeping({ store, limits: { keep: 2, ageMs: 7 * day }, clock, logger: silentLogger, replica: "one" });
    await expect.poll(subjects).toEqual(["c", "young"]);
    for (const subject of ["younger", "youngest"]) await entry(subject);
    await clock.advanceAsync(hour);
    await expect.poll(subjects).toEqual(["young", "younger", "youngest"]);
    await stop();
    await store.close();
  });

  it("keeps what is young, however much it is", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock, random });
    for (const name of ["a", "b", "c"]) await commit(store, clock, name);
    const compacted = Promise.withResolvers<void>();
    const spied = {
      ...followed(store),
      compact: async (options: Parameters<Store["compact"]>[0]) => {
        const result = await store.compact(options);
        compacted.resolve();
        return result;
      },
    };
    const stop = startHousekeeping({ store: spied, limits: { keep: 1, ageMs: day }, clock, logger: silentLogger, replica: "one" });
    await compacted.promise;
    expect(await revisions(store)).toEqual([3, 2, 1]);
    await stop();
    await store.close();
  });

  it("deletes revocations that are over, and no other", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock, random });
    const put = (name: string, spec: JsonObject) => {
      const createdAt = new Date(clock.now()).toISOString();
      const object = { schema: 1, kind: "Revocation", namespace: "default", name, labels: {}, spec: { consumer: "a", ...spec }, createdAt };
      return store.putRecord(`meta/revocation/default/${name}`, object);
    };
    await put("endless", {});
    await put("long", { until: "2036-01-01T00:00:00Z" });
    await put("short", { until: "2026-01-01T02:00:00Z" });
    const names = async () => (await store.listRecords("meta/revocation/")).map(({ key }) => key.split("/").at(-1));
    const stop = startHousekeeping({ store, limits: { keep: 1, ageMs: day }, clock, logger: silentLogger, replica: "one" });
    await clock.advanceAsync(hour);
    expect(await names()).toEqual(["endless", "long", "short"]);
    await clock.advanceAsync(2 * hour);
    await expect.poll(names).toEqual(["endless", "long"]);
    clock.pause(20 * 365 * day);
    await expect.poll(names).toEqual(["endless"]);
    await stop();
    await store.close();
  });

  it("forgets when credentials were used that are gone, and of no others", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock, random });
    const object = { kind: "Consumer", namespace: "shop", name: "acme", labels: {}, spec: { credentials: { kept: {} } } } as const;
    await store.commit({ writes: [{ kind: "put", object, expected: "any" }], author: "a", reason: "", at: "2026-01-01T00:00:00Z" });
    const use = (name: string, credentials: JsonObject, schema = 1) => store.putRecord(`meta/use/shop/${name}`, { schema, credentials });
    const time = "2026-01-01T00:00Z";
    await use("acme", { kept: time, gone: time });
    await use("gone", { key: time });
    await use("newer", { key: time }, 2);
    const uses = async () => (await store.listRecords("meta/use/")).map(({ key, value }) => [key.split("/").at(-1), (value as JsonObject)["credentials"]]);
    const stop = startHousekeeping({ store, limits: { keep: 1, ageMs: day }, clock, logger: silentLogger, replica: "one" });
    await expect.poll(uses).toEqual([
      ["acme", { kept: time }],
      ["newer", { key: time }],
    ]);
    await stop();
    await store.close();
  });
});
