import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/store/store.ts";
import type { CreateSubject } from "./subject.ts";
import { linesOf, numbers, Watching } from "./watching.ts";
import { commit, commitMany, minuteAt, put, remove, routeKey, someObject, storeError } from "./writing.ts";

/** Fills a store with a bit of everything: a history that was compacted, deletions, a large batch, records of both classes. */
export async function fill(store: Store): Promise<void> {
  await commitMany(store, 4);
  await commit(
    store,
    numbers(1, 300).map((number) => put(someObject(`r${number}`, { number, sealed: { key: "k", iv: "aXY=", data: "ZGF0YQ==" } }))),
    5,
  );
  await commit(store, [remove(routeKey("r7")), put(someObject("edge", {}, "NodeGroup"))], 6);
  await store.compact({ keep: 4, olderThan: minuteAt(100) });
  await store.putRecord("meta/token/admin", { hash: "abc", roles: ["admin"] });
  await store.putRecord("meta/quarantine/x", "ü");
  await store.putRecord("live/summary/a", 1);
}

/** Compares everything that a backup has to keep. */
export async function expectSame(store: Store, original: Store): Promise<void> {
  expect(await store.revision()).toBe(await original.revision());
  const whole = async (one: Store) => ({ list: await one.list({ limit: 1000 }), history: await one.history({ limit: 1000 }) });
  expect(await whole(store)).toEqual(await whole(original));
  const records = async (one: Store) => (await one.listRecords("meta/")).map(({ key, value }) => ({ key, value }));
  expect(await records(store)).toEqual(await records(original));
  expect(await linesOf(store)).toEqual(await linesOf(original));
}

/** Backup and restore within one adapter; see `portability` for moves between them. */
export function describeBackups(create: CreateSubject): void {
  describe("backup and restore", () => {
    let store: Store;
    let empty: Store;
    beforeEach(async () => {
      ({ store } = await create());
      ({ store: empty } = await create());
      return () => Promise.all([store.close(), empty.close()]);
    });

    it("brings everything back with revisions and order, and goes on from there", async () => {
      await fill(store);
      const lines = await linesOf(store);
      expect(JSON.parse(lines[0] ?? "")).toEqual({ format: "sluice-backup", version: 1, revision: 6, oldest: 3, objects: 301, commits: 4, records: 2 });
      expect(await empty.restore(lines)).toEqual({ revision: 6, objects: 301 });
      await expectSame(empty, store);
      expect(await empty.listRecords("live/")).toEqual([]);
      expect((await empty.get(routeKey("r7"), { revision: 5 }))?.spec["number"]).toBe(7);
      await expect(empty.get(routeKey("r7"), { revision: 1 })).rejects.toMatchObject({ code: "ERR_STORE_COMPACTED" });
      expect(await commit(empty, [put(someObject("r1", { after: true }), 5)])).toBe(7);
      expect((await empty.history({ key: routeKey("r1") })).commits.map(({ revision }) => revision)).toEqual([7, 5]);
    });

    it("moves an empty store", async () => {
      expect(await empty.restore(await linesOf(store))).toEqual({ revision: 0, objects: 0 });
      expect(await commit(empty, [put(someObject("hello"))])).toBe(1);
    });

    it("shows watchers the restored state", async () => {
      await fill(store);
      const watching = new Watching(empty, { records: ["meta/"] });
      await watching.next("snapshot");
      await watching.next("records");
      await empty.restore(await linesOf(store));
      expect(await watching.skipTo("snapshot")).toMatchObject({ revision: 6, relisted: true, objects: { length: 301 } });
      await watching.end();
    });

    it("is of one moment, whatever is committed while it is read", async () => {
      await fill(store);
      const lines: string[] = [];
      let step = 0;
      for await (const line of store.backup()) {
        lines.push(line);
        step += 1;
        if (step % 50 === 0) {
          await commit(store, [put(someObject("hello", { step })), remove(routeKey(`r${step + 7}`))]);
          await store.putRecord(`meta/more/${step}`, step);
        }
      }
      expect(await empty.restore(lines)).toEqual({ revision: 6, objects: 301 });
      expect((await empty.get(routeKey("hello")))?.revision).toBe(4);
      expect(await empty.listRecords("meta/more/")).toEqual([]);
    });

    it("refuses a store that is not empty, and changes nothing", async () => {
      const lines = await linesOf(store);
      await empty.putRecord("meta/token/admin", 1);
      await expect(empty.restore(lines)).rejects.toMatchObject(storeError("ERR_STORE_NOT_EMPTY", "meta/"));
      await commit(store, [put(someObject("hello"))]);
      await expect(store.restore(lines)).rejects.toMatchObject(storeError("ERR_STORE_NOT_EMPTY", "revision 1"));
      expect((await store.list({})).objects).toHaveLength(1);
    });

    it("takes lines with their line ends, and an empty one at the end", async () => {
      await commitMany(store, 2);
      const text = (await linesOf(store)).map((line) => `${line}\r\n`);
      expect(await empty.restore([...text, ""])).toEqual({ revision: 2, objects: 1 });
    });

    it("refuses a file that is cut off or changed anywhere, naming the line, and stays empty", async () => {
      await commitMany(store, 3);
      await store.putRecord("meta/token/admin", 1);
      const lines = await linesOf(store);
      const changed = (place: number, from: string | RegExp, to: string) => lines.map((line, index) => (index === place ? line.replace(from, to) : line));
      const cases: [string[], string][] = [
        [[], "empty"],
        ...lines.map((_, count): [string[], string] => [lines.slice(0, count), count === 0 ? "empty" : `cut off after line ${count}`]),
        [lines.toSpliced(1, 1), "Line 6 of the backup"],
        [lines.toSpliced(1, 0, lines[1] ?? ""), "Line 3 of the backup"],
        [[lines[0] ?? "", lines[2] ?? "", lines[1] ?? "", ...lines.slice(3)], "Line"],
        [changed(1, "step", "stop"), "checksum"],
        [changed(0, '"revision":3', '"revision":4'), "Line 1"],
        [changed(0, "sluice-backup", "other"), "not a backup"],
        [changed(2, "{", "["), "Line 3 of the backup is not JSON"],
        [changed(3, '"revision":2', '"revision":9'), "Line 4"],
        [[...lines, "{}"], "after the end"],
      ];
      for (const [text, message] of cases) {
        await expect(empty.restore(text)).rejects.toMatchObject(storeError("ERR_STORE_INVALID_BACKUP", message));
      }
      await expect(empty.restore(changed(0, '"version":1', '"version":2'))).rejects.toMatchObject({ code: "ERR_STORE_NEWER_SCHEMA" });
      expect(await empty.revision()).toBe(0);
      expect(await empty.restore(lines)).toEqual({ revision: 3, objects: 1 });
    });
  });
}
