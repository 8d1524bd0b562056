import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { numbers, Watching } from "./watching.ts";
import { committed, put, request, routeKey, someObject } from "./writing.ts";

/** Many writers at once. */
export function describeConcurrency(create: CreateSubject): void {
  describe("concurrent writers", () => {
    let store: Store;
    beforeEach(async () => {
      ({ store } = await create());
      return () => store.close();
    });

    it("gives 100 commits of 10 writers 100 revisions without a gap, and loses nothing", async () => {
      const watching = new Watching(store, { after: 0 });
      const write = async (writer: number) => {
        const revisions: number[] = [];
        for (const step of numbers(1, 10)) {
          const result = await store.commit(request([put(someObject(`writer-${writer}`, { step }), revisions.at(-1) ?? "absent")]));
          revisions.push(committed(result).revision);
        }
        return revisions;
      };
      const revisions = (await Promise.all(numbers(1, 10).map(write))).flat();
      expect(revisions.toSorted((left, right) => left - right)).toEqual(numbers(1, 100));
      expect((await watching.commitsUntil(100)).map(({ revision }) => revision)).toEqual(numbers(1, 100));
      expect((await store.list({})).objects.map(({ spec }) => spec["step"])).toEqual(Array(10).fill(10));
      await watching.end();
    });

    it("lets one of two that expect the same revision win, the other learns the new one", async () => {
      await store.commit(request([put(someObject("hello"))]));
      for (const step of numbers(1, 20)) {
        const [one, two] = await Promise.all(["a", "b"].map((by) => store.commit(request([put(someObject("hello", { step, by }), step)]))));
        expect(new Set([one?.kind, two?.kind])).toEqual(new Set(["committed", "conflict"]));
        const lost = one?.kind === "conflict" ? one : two;
        expect(lost).toMatchObject({ conflicts: [{ key: routeKey("hello"), expected: step, actual: step + 1 }] });
      }
    });

    it("counts without losing an increment when writers retry on conflict", async () => {
      await store.commit(request([put(someObject("counter", { count: 0 }))]));
      const increment = async (): Promise<void> => {
        const before = await store.get(routeKey("counter"));
        const count = Number(before?.spec["count"]) + 1;
        const result = await store.commit(request([put(someObject("counter", { count }), before?.revision ?? "absent")]));
        if (result.kind === "conflict") await increment();
      };
      await Promise.all(numbers(1, 30).map(increment));
      expect((await store.get(routeKey("counter")))?.spec).toEqual({ count: 30 });
      expect(await store.revision()).toBe(31);
    });

    it("does not let one request of a group spoil the others", async () => {
      const results = await Promise.allSettled([
        store.commit(request([put(someObject("one"))])),
        store.commit(request([put(someObject("two"), 7)])),
        store.commit(request([put(someObject("three", { text: "x".repeat(2_000_000) }))])),
        store.commit(request([put(someObject("four"))])),
      ]);
      expect(results.map((result) => (result.status === "fulfilled" ? result.value.kind : (result.reason as { code: string }).code))).toEqual([
        "committed",
        "conflict",
        "ERR_STORE_TOO_LARGE",
        "committed",
      ]);
      expect((await store.list({})).objects.map(({ name }) => name)).toEqual(["four", "one"]);
      expect(await store.revision()).toBe(2);
    });
  });
}
