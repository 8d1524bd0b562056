import { beforeEach, describe, expect, it } from "vitest";
import type { ListQuery, Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { numbers } from "./watching.ts";
import { commit, commitMany, minuteAt, put, remove, routeKey, someObject, storeError } from "./writing.ts";

async function allPages(store: Store, query: ListQuery): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    names.push(...page.objects.map((object) => `${object.namespace}/${object.name}`));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return names;
}

/** Reads: now and at a revision, page by page, and the history. */
export function describeReads(create: CreateSubject): void {
  describe("reads", () => {
    let store: Store;
    beforeEach(async () => {
      ({ store } = await create());
      return () => store.close();
    });

    it("lists in order of kind, namespace and name, with filters", async () => {
      const inNamespace = (namespace: string, name: string) => put({ ...someObject(name), namespace });
      await commit(store, [
        inNamespace("a-b", "x"),
        inNamespace("a", "z"),
        inNamespace("a", "y"),
        put(someObject("s", {}, "Service")),
        put(someObject("g", {}, "Gateway")),
      ]);
      const keys = async (query: ListQuery) => (await store.list(query)).objects.map(({ kind, namespace, name }) => `${kind} ${namespace} ${name}`);
      expect(await keys({})).toEqual(["Gateway default g", "Route a y", "Route a z", "Route a-b x", "Service default s"]);
      expect(await keys({ kind: "Route" })).toEqual(["Route a y", "Route a z", "Route a-b x"]);
      expect(await keys({ kind: "Route", namespace: "a" })).toEqual(["Route a y", "Route a z"]);
      expect(await keys({ kind: "Policy" })).toEqual([]);
    });

    it("shows one revision on all pages of a cursor, whatever is committed in between", async () => {
      await commit(
        store,
        numbers(10, 24).map((number) => put(someObject(`r${number}`))),
      );
      const before = await allPages(store, { kind: "Route", limit: 4 });
      expect(before).toEqual(numbers(10, 24).map((number) => `default/r${number}`));

      const first = await store.list({ kind: "Route", limit: 4 });
      const names = first.objects.map((object) => object.name);
      let { cursor } = first;
      for (let step = 0; cursor !== undefined; step += 1) {
        await commit(store, [remove(routeKey(`r${20 + step}`)), put(someObject(`r1${step}5`)), put(someObject(`r${15 + step}`, { step }))]);
        const page = await store.list({ kind: "Route", limit: 4, cursor });
        expect(page.revision).toBe(1);
        expect(page.objects.every((object) => object.revision === 1)).toBe(true);
        names.push(...page.objects.map((object) => object.name));
        cursor = page.cursor;
      }
      expect(names).toEqual(numbers(10, 24).map((number) => `r${number}`));
    });

    it("reads every object and list as it was right after any revision that is kept", async () => {
      await commit(store, [put(someObject("a", { at: 1 })), put(someObject("b", { at: 1 }))]);
      await commit(store, [put(someObject("a", { at: 2 })), remove(routeKey("b")), put(someObject("c", { at: 2 }))]);
      await commit(store, [remove(routeKey("a")), put(someObject("b", { at: 3 }))]);
      await commit(store, [put(someObject("a", { at: 4 }))]);
      const state = async (revision: number) => Object.fromEntries((await store.list({ revision })).objects.map((object) => [object.name, object.spec["at"]]));
      expect(await state(0)).toEqual({});
      expect(await state(1)).toEqual({ a: 1, b: 1 });
      expect(await state(2)).toEqual({ a: 2, c: 2 });
      expect(await state(3)).toEqual({ b: 3, c: 2 });
      expect(await state(4)).toEqual({ a: 4, b: 3, c: 2 });
      const one = async (name: string) => Promise.all(numbers(0, 4).map(async (revision) => (await store.get(routeKey(name), { revision }))?.spec["at"]));
      expect(await one("a")).toEqual([undefined, 1, 2, undefined, 4]);
      expect(await one("b")).toEqual([undefined, 1, undefined, 3, 3]);
      expect(await one("c")).toEqual([undefined, undefined, 2, 2, 2]);
    });

    it("refuses revisions that are not there, bad cursors and bad limits", async () => {
      await commitMany(store, 3);
      await expect(store.get(routeKey("hello"), { revision: 4 })).rejects.toMatchObject(storeError("ERR_STORE_FUTURE_REVISION", "4"));
      await expect(store.list({ revision: 4 })).rejects.toMatchObject({ code: "ERR_STORE_FUTURE_REVISION" });
      await expect(store.list({ revision: -1 })).rejects.toMatchObject({ code: "ERR_STORE_INVALID_REQUEST" });
      await expect(store.list({ limit: 0 })).rejects.toMatchObject({ code: "ERR_STORE_INVALID_REQUEST" });
      await expect(store.list({ limit: 1001 })).rejects.toMatchObject({ code: "ERR_STORE_INVALID_REQUEST" });
      await expect(store.list({ namespace: "default" })).rejects.toMatchObject({ code: "ERR_STORE_INVALID_REQUEST" });
      await expect(store.list({ cursor: "nonsense" })).rejects.toMatchObject(storeError("ERR_STORE_INVALID_CURSOR", "nonsense"));
      await commit(store, [put(someObject("other"))]);
      const { cursor = "" } = await store.list({ kind: "Route", limit: 1 });
      await expect(store.list({ kind: "Service", cursor })).rejects.toMatchObject({ code: "ERR_STORE_INVALID_CURSOR" });
      await expect(store.history({ cursor })).rejects.toMatchObject({ code: "ERR_STORE_INVALID_CURSOR" });
    });

    it("keeps author, reason, time, and old and new contents of every commit, newest first", async () => {
      await commitMany(store, 3);
      const { commits } = await store.history({});
      expect(commits.map(({ revision, author, reason, at }) => ({ revision, author, reason, at }))).toEqual(
        [3, 2, 1].map((revision) => ({ revision, author: "ada", reason: `minute ${revision}`, at: minuteAt(revision) })),
      );
      expect(commits[0]?.changes).toMatchObject([
        {
          key: routeKey("hello"),
          before: { revision: 2, spec: { step: 2 } },
          after: { revision: 3, spec: { step: 3 } },
        },
      ]);
    });

    it("pages through the history, of everything or of one object", async () => {
      for (let step = 1; step <= 12; step += 1) {
        await commit(store, [put(someObject(step % 3 === 0 ? "third" : "other", { step })), ...(step === 6 ? [remove(routeKey("other"))] : [])]);
      }
      const pages = async (key?: ReturnType<typeof routeKey>) => {
        const revisions: number[][] = [];
        let cursor: string | undefined;
        do {
          const page = await store.history({ limit: 3, ...(key && { key }), ...(cursor !== undefined && { cursor }) });
          revisions.push(page.commits.map((commitRecord) => commitRecord.revision));
          cursor = page.cursor;
        } while (cursor !== undefined);
        return revisions;
      };
      expect(await pages()).toEqual([
        [12, 11, 10],
        [9, 8, 7],
        [6, 5, 4],
        [3, 2, 1],
      ]);
      expect(await pages(routeKey("third"))).toEqual([[12, 9, 6], [3]]);
      expect(await pages(routeKey("other"))).toEqual([
        [11, 10, 8],
        [7, 6, 5],
        [4, 2, 1],
      ]);
      expect(await pages(routeKey("none"))).toEqual([[]]);
    });
  });
}
