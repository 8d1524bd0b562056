import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { numbers, Watching } from "./watching.ts";
import { commit, commitMany, minuteAt, put, remove, routeKey, someObject, storeError } from "./writing.ts";

/** Compaction: history goes by age and count, the state stays. */
export function describeCompaction(create: CreateSubject): void {
  describe("compact", () => {
    let store: Store;
    beforeEach(async () => {
      ({ store } = await create());
      return () => store.close();
    });

    it("forgets what is both old and beyond the newest ones", async () => {
      await commitMany(store, 10);
      expect(await store.compact({ keep: 20, olderThan: minuteAt(100) })).toEqual({ oldest: 1 });
      expect(await store.compact({ keep: 2, olderThan: minuteAt(5) })).toEqual({ oldest: 5 });
      expect((await store.history({})).commits.map(({ revision }) => revision)).toEqual([10, 9, 8, 7, 6, 5]);
      expect(await store.compact({ keep: 3, olderThan: minuteAt(100) })).toEqual({ oldest: 8 });
      expect(await store.compact({ keep: 9, olderThan: minuteAt(0) })).toEqual({ oldest: 8 });
      expect(await store.compact({ keep: 0, olderThan: minuteAt(100) })).toEqual({ oldest: 11 });
      expect(await store.history({})).toEqual({ commits: [] });
      expect(await store.revision()).toBe(10);
      expect((await store.get(routeKey("hello")))?.spec).toEqual({ step: 10 });
      expect(await commit(store, [put(someObject("hello", { step: 11 }))])).toBe(11);
      expect((await store.history({})).commits.map(({ revision }) => revision)).toEqual([11]);
    });

    it("keeps a run without gaps when times went backwards", async () => {
      for (const minute of [50, 10, 60, 20, 70]) await commit(store, [put(someObject("hello", { minute }))], minute);
      expect(await store.compact({ keep: 1, olderThan: minuteAt(55) })).toEqual({ oldest: 3 });
      expect((await store.history({})).commits.map(({ revision }) => revision)).toEqual([5, 4, 3]);
    });

    it("answers 1 on an empty store", async () => {
      expect(await store.compact({ keep: 0, olderThan: minuteAt(100) })).toEqual({ oldest: 1 });
    });

    it("refuses revisions before the history, and reads the one right before it", async () => {
      await commit(store, [put(someObject("gone")), put(someObject("stays"))], 1);
      await commit(store, [remove(routeKey("gone"))], 2);
      await commitMany(store, 4);
      expect(await store.compact({ keep: 3, olderThan: minuteAt(100) })).toEqual({ oldest: 4 });
      expect((await store.get(routeKey("hello"), { revision: 3 }))?.spec).toEqual({ step: 1 });
      expect((await store.list({ revision: 3 })).objects.map(({ name }) => name)).toEqual(["hello", "stays"]);
      const compacted = storeError("ERR_STORE_COMPACTED", "2");
      await expect(store.get(routeKey("hello"), { revision: 2 })).rejects.toMatchObject(compacted);
      await expect(store.list({ revision: 2 })).rejects.toMatchObject(compacted);
      expect((await store.history({ key: routeKey("stays") })).commits).toEqual([]);
      expect((await store.history({ key: routeKey("hello") })).commits.map(({ revision }) => revision)).toEqual([6, 5, 4]);
    });

    it("lists anew for a watcher whose next commit is gone, and says so", async () => {
      await commitMany(store, 6);
      await store.compact({ keep: 2, olderThan: minuteAt(100) });
      const behind = new Watching(store, { after: 3 });
      expect(await behind.next("snapshot")).toMatchObject({ revision: 6, relisted: true, objects: [{ name: "hello", spec: { step: 6 } }] });
      const atTheEdge = new Watching(store, { after: 4 });
      expect((await atTheEdge.commitsUntil(6)).map(({ revision }) => revision)).toEqual([5, 6]);
      await commit(store, [put(someObject("hello", { step: 7 }))]);
      expect((await behind.next("commit")).record.revision).toBe(7);
      expect((await atTheEdge.next("commit")).record.revision).toBe(7);
      await Promise.all([behind.end(), atTheEdge.end()]);
    });

    it("takes nothing from a cursor that is still readable, and says when it is not", async () => {
      await commit(
        store,
        numbers(1, 5).map((number) => put(someObject(`r${number}`))),
        1,
      );
      const { cursor = "" } = await store.list({ limit: 2 });
      await commit(store, [remove(routeKey("r4"))], 2);
      await store.compact({ keep: 1, olderThan: minuteAt(100) });
      expect((await store.list({ limit: 10, cursor })).objects.map(({ name }) => name)).toEqual(["r3", "r4", "r5"]);
      await store.compact({ keep: 0, olderThan: minuteAt(100) });
      await expect(store.list({ cursor })).rejects.toMatchObject({ code: "ERR_STORE_COMPACTED" });
    });
  });
}
