import { beforeEach, describe, expect, it } from "vitest";
import type { RecordChange, Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { collect, numbers, Watching } from "./watching.ts";
import { commit, commitMany, put, remove, request, routeKey, someObject, storeError } from "./writing.ts";

/** Watches: nothing missed, nothing twice. */
export function describeWatches(create: CreateSubject): void {
  describe("watch", () => {
    let store: Store;
    beforeEach(async () => {
      ({ store } = await create());
      return () => store.close();
    });

    it("starts with the whole state, then tells every commit once", async () => {
      await commitMany(store, 2);
      const watching = new Watching(store);
      expect(await watching.next("snapshot")).toMatchObject({ revision: 2, relisted: false, objects: [{ name: "hello", spec: { step: 2 } }] });
      await commit(store, [put(someObject("hello", { step: 3 })), put(someObject("other"))]);
      await commit(store, [remove(routeKey("hello"))]);
      expect((await watching.next("commit")).record).toMatchObject({
        revision: 3,
        author: "ada",
        changes: [{ before: { revision: 2 } }, { after: { name: "other" } }],
      });
      const { record } = await watching.next("commit");
      expect(record.changes).toMatchObject([{ key: routeKey("hello"), before: { revision: 3 }, after: undefined }]);
      await watching.end();
    });

    it("starts with the state of an empty store", async () => {
      const watching = new Watching(store);
      expect(await watching.next("snapshot")).toEqual({ kind: "snapshot", revision: 0, objects: [], relisted: false });
      await watching.end();
    });

    it("resumes after a revision without a snapshot", async () => {
      await commitMany(store, 5);
      const fromStart = new Watching(store, { after: 0 });
      const fromThree = new Watching(store, { after: 3 });
      const fromNow = new Watching(store, { after: 5 });
      const waiting = fromNow.next("commit");
      await commitMany(store, 2, "later");
      expect((await fromStart.commitsUntil(7)).map(({ revision }) => revision)).toEqual(numbers(1, 7));
      expect((await fromThree.commitsUntil(7)).map(({ revision }) => revision)).toEqual(numbers(4, 7));
      expect((await waiting).record.revision).toBe(6);
      await Promise.all([fromStart.end(), fromThree.end(), fromNow.end()]);
    });

    it("refuses to resume after a revision that does not exist", async () => {
      await commitMany(store, 2);
      await expect(new Watching(store, { after: 3 }).any()).rejects.toMatchObject(storeError("ERR_STORE_FUTURE_REVISION", "3"));
    });

    it("loses nothing for a watcher that is slower than the writers", async () => {
      const watching = new Watching(store, { after: 0 });
      await commitMany(store, 1);
      await watching.next("commit");
      await Promise.all(numbers(2, 600).map((number) => store.commit(request([put(someObject(`r${number}`))]))));
      expect((await watching.commitsUntil(600)).map(({ revision }) => revision)).toEqual(numbers(2, 600));
      await watching.end();
    });

    it("ends when its signal aborts, waiting or not, and on break", async () => {
      const waiting = new Watching(store);
      await waiting.next("snapshot");
      const rest = waiting.any();
      await waiting.end();
      expect(await rest).toBeUndefined();
      for await (const event of store.watch({ signal: new AbortController().signal })) {
        expect(event.kind).toBe("snapshot");
        break;
      }
      expect(await collect(store.watch({ signal: AbortSignal.abort() }))).toEqual([]);
    });

    it("ends with an error when the store is closed", async () => {
      const watching = new Watching(store);
      await watching.next("snapshot");
      const rest = watching.any();
      await store.close();
      await expect(rest).rejects.toMatchObject({ code: "ERR_STORE_CLOSED" });
    });

    it("carries records without a revision: all of them at the start, then what changes", async () => {
      await store.putRecord("live/a/1", { x: 1 });
      await store.putRecord("live/b/1", { x: 1 });
      await store.putRecord("meta/c", { x: 1 });
      const watching = new Watching(store, { records: ["live/a/", "meta/"] });
      await watching.next("snapshot");
      const all = await watching.next("records");
      expect(all).toMatchObject({
        reset: true,
        changes: [
          { key: "live/a/1", value: { x: 1 } },
          { key: "meta/c", value: { x: 1 } },
        ],
      });
      await store.putRecord("live/b/2", 1);
      await store.putRecord("live/a/2", [2]);
      const written = await watching.next("records");
      expect(written).toMatchObject({ reset: false, changes: [{ key: "live/a/2", value: [2] }] });
      expect(written.changes[0]?.etag).toBe((await store.getRecord("live/a/2"))?.etag);
      await store.deleteRecord("live/a/1");
      expect(await watching.next("records")).toEqual({ kind: "records", reset: false, changes: [{ key: "live/a/1", value: undefined, etag: undefined }] });
      expect(await store.revision()).toBe(0);
      await watching.end();
    });

    it("tells a slow watcher the newest value of a record only", async () => {
      const watching = new Watching(store, { records: ["live/"] });
      await watching.next("snapshot");
      await watching.next("records");
      for (const step of numbers(1, 20)) await store.putRecord("live/summary", { step });
      await store.putRecord("live/the-end", 1);
      const changes = await recordChangesUntil(watching, "live/the-end");
      const seen = changes.filter(({ key }) => key === "live/summary").map(({ value }) => (value as { step: number }).step);
      expect(seen.at(-1)).toBe(20);
      expect(seen).toEqual(seen.toSorted((left, right) => left - right));
      await watching.end();
    });

    it("shows a batch of 5,000 objects as one commit", async () => {
      const watching = new Watching(store);
      await watching.next("snapshot");
      await commit(
        store,
        numbers(1, 5000).map((number) => put(someObject(`r${number}`, { number, text: "x".repeat(200) }), "absent")),
      );
      expect((await watching.next("commit")).record).toMatchObject({ revision: 1, changes: { length: 5000 } });
      await commit(store, [put(someObject("r1", { changed: true }), 1)]);
      const { record } = await watching.next("commit");
      expect(record).toMatchObject({ revision: 2, changes: [{ before: { spec: { number: 1 } } }] });
      const listed = new Watching(store);
      expect(await listed.next("snapshot")).toMatchObject({ revision: 2, objects: { length: 5000 } });
      expect((await store.get(routeKey("r1"), { revision: 1 }))?.spec["number"]).toBe(1);
      expect((await store.list({ revision: 0 })).objects).toEqual([]);
      expect((await store.history({ key: routeKey("r4999") })).commits).toMatchObject([{ revision: 1 }]);
      await Promise.all([watching.end(), listed.end()]);
    });
  });
}

async function recordChangesUntil(watching: Watching, key: string): Promise<RecordChange[]> {
  const seen: RecordChange[] = [];
  while (!seen.some((change) => change.key === key)) seen.push(...(await watching.next("records")).changes);
  return seen;
}
