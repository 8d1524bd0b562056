import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { commit, committed, minuteAt, put, remove, request, routeKey, someObject, storeError } from "./writing.ts";

/** Commits: what they do, what they expect, what makes no change. */
export function describeCommits(create: CreateSubject): void {
  describe("commit", () => {
    let store: Store;
    beforeEach(async () => {
      ({ store } = await create());
      return () => store.close();
    });

    it("starts at revision 0 with nothing", async () => {
      expect(await store.revision()).toBe(0);
      expect(await store.get(routeKey("hello"))).toBeUndefined();
      expect(await store.list({})).toEqual({ objects: [], revision: 0 });
      expect(await store.history({})).toEqual({ commits: [] });
      await store.ping();
    });

    it("creates, replaces and deletes, one revision a commit", async () => {
      const created = committed(await store.commit(request([put(someObject("hello"), "absent"), put(someObject("edge", {}, "NodeGroup"))], 1)));
      expect(created.revision).toBe(1);
      const stored = { ...someObject("hello"), revision: 1, createdAt: minuteAt(1), updatedAt: minuteAt(1), owner: "ada" };
      expect(created.changed[0]).toEqual({ key: routeKey("hello"), before: undefined, after: stored });
      expect(await store.get(routeKey("hello"))).toEqual(stored);

      const change = { ...request([put(someObject("hello", { new: true }), 1)], 2), author: "bob" };
      expect(committed(await store.commit(change)).changed[0]?.before).toEqual(stored);
      const replaced = { ...stored, spec: { new: true }, revision: 2, updatedAt: minuteAt(2) };
      expect(await store.get(routeKey("hello"))).toEqual(replaced);

      const deleted = committed(await store.commit(request([remove(routeKey("hello"), 2)], 3)));
      expect(deleted).toEqual({ kind: "committed", revision: 3, changed: [{ key: routeKey("hello"), before: replaced, after: undefined }] });
      expect(await store.get(routeKey("hello"))).toBeUndefined();
      expect(await store.revision()).toBe(3);
    });

    it("keeps where a commit came from, when it was told", async () => {
      await store.commit({ ...request([put(someObject("one"))], 1), from: "127.0.0.1" });
      await store.commit(request([put(someObject("two"))], 2));
      const { commits } = await store.history({});
      expect(commits.map((record) => record.from)).toEqual([undefined, "127.0.0.1"]);
      expect(commits[0]).not.toHaveProperty("from");
    });

    it("lists every expectation that does not hold, and changes nothing then", async () => {
      await commit(store, [put(someObject("one")), put(someObject("two"))]);
      const result = await store.commit(
        request([
          put(someObject("one", { x: 1 }), 7),
          put(someObject("two", { x: 1 }), "absent"),
          put(someObject("three"), 1),
          remove(routeKey("four"), 2),
          put(someObject("five"), "absent"),
        ]),
      );
      expect(result).toEqual({
        kind: "conflict",
        conflicts: [
          { key: routeKey("one"), expected: 7, actual: 1 },
          { key: routeKey("two"), expected: "absent", actual: 1 },
          { key: routeKey("three"), expected: 1, actual: "absent" },
          { key: routeKey("four"), expected: 2, actual: "absent" },
        ],
      });
      expect(await store.revision()).toBe(1);
      expect((await store.list({})).objects.map((object) => object.name)).toEqual(["one", "two"]);
    });

    it("makes no revision when contents are equal, whatever the order of their keys", async () => {
      await commit(store, [put(someObject("hello", { a: 1, b: [{ c: 2, d: 3 }] }))]);
      const same = { ...someObject("hello", { b: [{ d: 3, c: 2 }], a: 1 }), labels: { team: "shop" } };
      expect(await store.commit(request([put(same, 1), remove(routeKey("none"))], 9))).toEqual({ kind: "committed", revision: 1, changed: [] });
      expect((await store.get(routeKey("hello")))?.updatedAt).toBe(minuteAt(0));
      expect(await store.commit(request([], 9))).toEqual({ kind: "committed", revision: 1, changed: [] });
      expect(await store.commit(request([put(same, "absent")], 9))).toMatchObject({ kind: "conflict" });
    });

    it("changes only what differs in a commit of many", async () => {
      await commit(store, [put(someObject("one")), put(someObject("two"))]);
      const { changed } = committed(await store.commit(request([put(someObject("one")), put(someObject("two", { x: 1 })), put(someObject("three"))])));
      expect(changed.map(({ key }) => key.name)).toEqual(["two", "three"]);
      expect((await store.get(routeKey("one")))?.revision).toBe(1);
    });

    it("sees a change of labels alone", async () => {
      await commit(store, [put(someObject("hello"))]);
      expect(await commit(store, [put({ ...someObject("hello"), labels: {} })])).toBe(2);
    });

    it("keeps what was written, not the caller's object", async () => {
      const spec = { list: [1, 2] as number[] };
      await commit(store, [put(someObject("hello", spec))]);
      spec.list.push(3);
      expect((await store.get(routeKey("hello")))?.spec).toEqual({ list: [1, 2] });
    });

    it("keeps unusual values as they are", async () => {
      const spec = JSON.parse('{"__proto__":{"x":1},"empty":"","zero":-0,"nested":[[[]]],"text":"ü\\u2028\\u0000\\ud83d\\ude00","10":1,"2":2}') as {
        x: number;
      };
      await commit(store, [put(someObject("hello", spec))]);
      expect(JSON.stringify((await store.get(routeKey("hello")))?.spec)).toBe(JSON.stringify(spec));
    });

    it("refuses what cannot be stored, by a sentence that names it", async () => {
      const refused = (...writes: Parameters<typeof request>[0]) => store.commit(request(writes));
      const invalid = { code: "ERR_STORE_INVALID_REQUEST" };
      await expect(refused(put(someObject("hello")), remove(routeKey("hello")))).rejects.toMatchObject(
        storeError("ERR_STORE_INVALID_REQUEST", "Route/default/hello"),
      );
      await expect(refused(put(someObject("a/b")))).rejects.toMatchObject(storeError("ERR_STORE_INVALID_REQUEST", '"a/b"'));
      await expect(refused(put(someObject("")))).rejects.toMatchObject(invalid);
      await expect(refused(put(someObject("one", {}, "Instance")))).rejects.toMatchObject(storeError("ERR_STORE_INVALID_REQUEST", "Instance/default/one"));
      await expect(store.commit({ ...request([]), at: "yesterday" })).rejects.toMatchObject(storeError("ERR_STORE_INVALID_REQUEST", "yesterday"));
      await expect(refused(put(someObject("large", { text: "x".repeat(1_000_000) })))).rejects.toMatchObject({ code: "ERR_STORE_TOO_LARGE" });
      expect(await store.revision()).toBe(0);
    });

    it("takes an object of almost a million bytes, and changes it", async () => {
      await commit(store, [put(someObject("large", { text: "x".repeat(990_000) }))]);
      await commit(store, [put(someObject("large", { text: "y".repeat(990_000) })), put(someObject("small"))]);
      expect((await store.get(routeKey("large")))?.spec["text"]).toBe("y".repeat(990_000));
      expect((await store.history({})).commits[0]?.changes[0]?.before?.spec["text"]).toBe("x".repeat(990_000));
    });

    it("rejects everything after close, and close may be called twice", async () => {
      await store.close();
      await store.close();
      const closed = { code: "ERR_STORE_CLOSED", retryable: false };
      await expect(store.commit(request([]))).rejects.toMatchObject(closed);
      await expect(store.get(routeKey("hello"))).rejects.toMatchObject(closed);
      await expect(store.putRecord("live/a", 1)).rejects.toMatchObject(closed);
      await expect(store.ping()).rejects.toMatchObject(closed);
    });
  });
}
