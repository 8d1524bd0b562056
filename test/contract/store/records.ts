import { beforeEach, describe, expect, it } from "vitest";
import type { PutRecordResult, RecordChange, Store } from "../../../src/store/store.ts";
import type { CreateSubject, Subject } from "./subject.ts";
import { numbers, Watching } from "./watching.ts";
import { storeError } from "./writing.ts";

function etagOf(result: PutRecordResult): string {
  if (result.kind === "conflict") throw new Error(`Conflict with ${result.actual}`);
  return result.etag;
}

function goneKeys({ changes }: { readonly changes: readonly RecordChange[] }): string[] {
  return changes.filter(({ value }) => value === undefined).map(({ key }) => key);
}

/** Records, and the leases that they hang on. */
export function describeRecords(create: CreateSubject): void {
  describe("records", () => {
    let subject: Subject;
    let store: Store;
    beforeEach(async () => {
      subject = await create();
      ({ store } = subject);
      return () => store.close();
    });

    it("writes, reads, lists by prefix in order of keys, and deletes", async () => {
      expect(await store.getRecord("live/none")).toBeUndefined();
      for (const key of ["live/b", "live/a", "live/ab", "other/a"]) await store.putRecord(key, { key });
      expect((await store.listRecords("live/")).map(({ key }) => key)).toEqual(["live/a", "live/ab", "live/b"]);
      expect((await store.listRecords("live/a")).map(({ value }) => value)).toEqual([{ key: "live/a" }, { key: "live/ab" }]);
      expect(await store.getRecord("live/a")).toMatchObject({ key: "live/a", value: { key: "live/a" } });
      expect(await store.deleteRecord("live/a")).toBe(true);
      expect(await store.deleteRecord("live/a")).toBe(false);
      expect(await store.getRecord("live/a")).toBeUndefined();
      expect(await store.revision()).toBe(0);
    });

    it("takes every kind of JSON", async () => {
      for (const value of [null, false, 0, "", [], {}, { deep: [{ text: "ü" }] }]) {
        await store.putRecord("live/a", value);
        expect((await store.getRecord("live/a"))?.value).toEqual(value);
      }
    });

    it("compares and sets in one step", async () => {
      const first = etagOf(await store.putRecord("meta/a", 1, { expected: "absent" }));
      expect(await store.putRecord("meta/a", 2, { expected: "absent" })).toEqual({ kind: "conflict", actual: first });
      const second = etagOf(await store.putRecord("meta/a", 2, { expected: first }));
      expect(second).not.toBe(first);
      expect(await store.putRecord("meta/a", 3, { expected: first })).toEqual({ kind: "conflict", actual: second });
      expect(await store.putRecord("meta/none", 3, { expected: first })).toEqual({ kind: "conflict", actual: "absent" });
      expect(await store.deleteRecord("meta/a", { expected: first })).toBe(false);
      expect(await store.getRecord("meta/a")).toEqual({ key: "meta/a", value: 2, etag: second });
      expect(await store.deleteRecord("meta/a", { expected: second })).toBe(true);
      const again = etagOf(await store.putRecord("meta/a", 1));
      expect([first, second]).not.toContain(again);
      expect(await store.putRecord("meta/a", 1, { expected: "no such etag" })).toMatchObject({ kind: "conflict", actual: again });
    });

    it("lets exactly one of many win", async () => {
      const results = await Promise.all(numbers(1, 20).map((writer) => store.putRecord("meta/admin", { writer }, { expected: "absent" })));
      const won = results.flatMap((result, place) => (result.kind === "written" ? [place + 1] : []));
      expect(won).toHaveLength(1);
      expect((await store.getRecord("meta/admin"))?.value).toEqual({ writer: won[0] });
    });

    it("refuses keys and values that cannot be stored", async () => {
      await expect(store.putRecord("", 1)).rejects.toMatchObject({ code: "ERR_STORE_INVALID_REQUEST" });
      await expect(store.putRecord("live/\n", 1)).rejects.toMatchObject(storeError("ERR_STORE_INVALID_REQUEST", "live/\\n"));
      await expect(store.putRecord("x".repeat(1025), 1)).rejects.toMatchObject({ code: "ERR_STORE_INVALID_REQUEST" });
      await expect(store.putRecord("live/large", "x".repeat(1_000_000))).rejects.toMatchObject(storeError("ERR_STORE_TOO_LARGE", "live/large"));
    });

    it("drops all records of a lease together when it is revoked", async () => {
      const lease = await store.lease({ ttlMs: 10_000 });
      for (const number of numbers(1, 50)) await store.putRecord(`live/leased/${number}`, number, { lease });
      await store.putRecord("live/free", 1);
      const watching = new Watching(store, { records: ["live/"] });
      await watching.next("snapshot");
      expect((await watching.next("records")).changes).toHaveLength(51);
      await lease.revoke();
      expect((await store.listRecords("live/")).map(({ key }) => key)).toEqual(["live/free"]);
      const gone = new Set<string>();
      while (gone.size < 50) for (const key of goneKeys(await watching.next("records"))) gone.add(key);
      expect(gone).toEqual(new Set(numbers(1, 50).map((number) => `live/leased/${number}`)));
      await watching.end();
      await lease.revoke();
    });

    it("drops them, and says so, when the lease was not kept alive", async () => {
      const lease = await store.lease({ ttlMs: 3000 });
      await store.putRecord("live/leased", 1, { lease });
      const watching = new Watching(store, { records: ["live/"] });
      await watching.next("snapshot");
      await watching.next("records");
      await subject.expire(lease);
      await lease.lost;
      expect(await watching.next("records")).toMatchObject({ reset: false, changes: [{ key: "live/leased", value: undefined }] });
      expect(await store.getRecord("live/leased")).toBeUndefined();
      await expect(store.putRecord("live/leased", 2, { lease })).rejects.toMatchObject({ code: "ERR_STORE_LEASE_LOST", retryable: false });
      expect(await store.getRecord("live/leased")).toBeUndefined();
      await watching.end();
    });

    it("moves a record to the lease of its last write, or off any lease", async () => {
      const [one, two] = [await store.lease({ ttlMs: 10_000 }), await store.lease({ ttlMs: 10_000 })];
      expect(one.id).not.toBe(two.id);
      await store.putRecord("live/a", 1, { lease: one });
      await store.putRecord("live/b", 1, { lease: one });
      await store.putRecord("live/c", 1);
      await store.putRecord("live/a", 2, { lease: two });
      await store.putRecord("live/b", 2);
      await store.putRecord("live/c", 2, { lease: two });
      await one.revoke();
      expect((await store.listRecords("live/")).map(({ key }) => key)).toEqual(["live/a", "live/b", "live/c"]);
      await two.revoke();
      expect((await store.listRecords("live/")).map(({ key, value }) => [key, value])).toEqual([["live/b", 2]]);
    });
  });
}
