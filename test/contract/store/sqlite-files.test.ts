import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { openStore, type SqliteSettings } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { fill } from "./backups.ts";
import { expectConsistent } from "./consistency.ts";
import { linesOf } from "./watching.ts";
import { WriterProcess } from "./writer-process.ts";
import { commit, commitMany, minuteAt, put, request, routeKey, someObject, storeError } from "./writing.ts";

let folder: string;
beforeEach(async () => {
  folder = await tempFolder("sqlite-files");
});

function open(options: Partial<SqliteSettings> = {}): Promise<Store> {
  return openStore({ kind: "sqlite", folder, ...options }, { clock: systemClock, random: systemRandom, logger: silentLogger });
}

/** Makes a database of another origin where the store would be. */
function foreign(sql: string): void {
  const database = new DatabaseSync(join(folder, "sluice.db"));
  database.exec(sql);
  database.close();
}

describe("the files of an SQLite store", () => {
  it("are one database that only its owner may read, in a folder that is made", async () => {
    folder = join(folder, "deep", "down");
    const store = await open();
    await commitMany(store, 2);
    expect(readdirSync(folder).filter((name) => !/-wal$|-shm$|\.lock$|\.pid$/u.test(name))).toEqual(["sluice.db"]);
    expect(statSync(join(folder, "sluice.db")).mode & 0o777).toBe(0o600);
    await store.close();
    expect(readdirSync(folder).toSorted()).toEqual(["sluice.db", "sluice.db.lock"]);
  });

  it("keep everything over a restart but leased records, and no ETag comes twice", async () => {
    const first = await open();
    await fill(first);
    const lines = await linesOf(first);
    const lease = await first.lease({ ttlMs: 60_000 });
    await first.putRecord("live/leased", 1, { lease });
    const before = await first.getRecord("live/summary/a");
    await first.close();
    const second = await open();
    expect(await linesOf(second)).toEqual(lines);
    expect(await second.getRecord("live/summary/a")).toEqual(before);
    expect(await second.getRecord("live/leased")).toBeUndefined();
    const again = await second.putRecord("live/summary/a", 2);
    expect(again).not.toMatchObject({ etag: before?.etag });
    await second.close();
  });

  it("may have another name", async () => {
    const store = await open({ file: "edge.db" });
    await commitMany(store, 1);
    await store.close();
    expect(existsSync(join(folder, "edge.db"))).toBe(true);
  });

  it("are refused when they are of another program, or no database at all", async () => {
    foreign("CREATE TABLE notes (text)");
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_FOREIGN", `${folder}/sluice.db is an SQLite database of another program`));
    writeFileSync(join(folder, "sluice.db"), "A letter, not a database. ".repeat(200));
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_FOREIGN", "is not an SQLite database"));
    expect(statSync(join(folder, "sluice.db")).size).toBe(5200);
  });

  it("are refused when a newer program wrote them, and not touched", async () => {
    await (await open()).close();
    foreign("PRAGMA user_version = 2");
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_NEWER_SCHEMA", "has schema 2, this program knows up to 1"));
    await expect(open({ readOnly: true })).rejects.toMatchObject(storeError("ERR_STORE_NEWER_SCHEMA"));
  });

  it("are refused when they are damaged", async () => {
    const store = await open();
    await commitMany(store, 50);
    await store.close();
    const file = join(folder, "sluice.db");
    const size = statSync(file).size;
    writeFileSync(file, Buffer.alloc(size - 4096, 0xa5), { flag: "r+" });
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_FOREIGN"));
    const other = await open({ file: "half.db" });
    await commitMany(other, 50);
    await other.close();
    const handle = openSync(join(folder, "half.db"), "r+");
    writeSync(handle, Buffer.alloc(8192, 0xa5), 0, 8192, 4096);
    closeSync(handle);
    await expect(open({ file: "half.db" }).then((half) => half.list({}))).rejects.toMatchObject(storeError("ERR_STORE_CORRUPT", "half.db is damaged"));
  });

  it("are refused, with the reason, where nothing can be made", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(open({ folder: join(folder, "file", "sub") })).rejects.toMatchObject(storeError("ERR_STORE_DENIED", join(folder, "file", "sub")));
    mkdirSync(join(folder, "sluice.db"));
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_DENIED", "sluice.db"));
  });

  it("are refused in a folder that may not be written", async (context) => {
    if (process.getuid?.() === 0) context.skip("the superuser may write everywhere");
    chmodSync(folder, 0o500);
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_DENIED", folder));
  });
});

describe("a second process", () => {
  it("is refused and told who has the store, until that one ends in whatever way", async () => {
    const writer = new WriterProcess({ kind: "sqlite", folder });
    await writer.wrote(1);
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_IN_USE", `is in use by process ${writer.pid}`));
    await writer.kill();
    await expectConsistent(await open());
    await expect(open()).rejects.toMatchObject(storeError("ERR_STORE_IN_USE", `process ${process.pid}`));
  });

  it("may take a backup while the first one writes", async () => {
    const writer = new WriterProcess({ kind: "sqlite", folder });
    await writer.wrote(30);
    const reader = await open({ readOnly: true });
    const copy = await open({ folder: join(folder, "copy") });
    const { revision } = await copy.restore(reader.backup());
    expect(revision).toBeGreaterThan(0);
    await expectConsistent(copy);
    await writer.wrote(writer.acknowledged.length + 10);
    expect(await reader.revision()).toBeGreaterThan(revision);
    await expect(reader.commit(request([put(someObject("hello"))]))).rejects.toMatchObject(storeError("ERR_STORE_DENIED", "reading only"));
    await expect(reader.putRecord("live/a", 1)).rejects.toMatchObject(storeError("ERR_STORE_DENIED"));
    expect(() => reader.watch({ signal: new AbortController().signal })).toThrow("reading only");
    await reader.close();
    await writer.kill();
  });

  it("that only reads is told when there is nothing to read", async () => {
    await expect(open({ readOnly: true })).rejects.toMatchObject(storeError("ERR_STORE_FOREIGN", `${folder}/sluice.db does not exist`));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("does not hold the store by a backup that it stopped reading", async () => {
    const store = await open();
    await fill(store);
    for await (const _ of store.backup()) break;
    for await (const _ of store.backup()) await commit(store, [put(someObject("hello", { now: Date.now() }))], 90);
    await store.compact({ keep: 1, olderThan: minuteAt(100) });
    expect((await store.get(routeKey("hello")))?.revision).toBeGreaterThan(6);
    await store.close();
  });
});
