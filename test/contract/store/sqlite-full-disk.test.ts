import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { skipOrFail } from "../../kit/binary/require.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { expectKept } from "./acknowledged.ts";
import { expectConsistent } from "./consistency.ts";
import type { FullDiskReport } from "./full-disk-writer.ts";
import { numbers } from "./watching.ts";
import { commit, minuteAt, put, request, someObject, storeError } from "./writing.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("./full-disk-writer.ts", import.meta.url));

describe("an SQLite store without room", () => {
  it("refuses what does not fit, keeps the rest, and goes on when there is room", async () => {
    const folder = await tempFolder("sqlite-full");
    const open = (maxPages?: number) => openSqliteStore({ folder, ...(maxPages && { maxPages }) }, { clock: systemClock, random: systemRandom });
    const store = open(60);
    const large = (name: string) => put(someObject(name, { text: "x".repeat(150_000) }));
    await commit(store, [put(someObject("small"))]);
    const results = await Promise.allSettled([store.commit(request([large("a"), large("b")])), store.commit(request([put(someObject("small", { x: 1 }))], 1))]);
    expect(results).toMatchObject([
      { reason: storeError("ERR_STORE_FULL", `${folder}/sluice.db has no room left, nothing was changed`) },
      { status: "fulfilled" },
    ]);
    await expect(store.putRecord("meta/large", "x".repeat(300_000))).rejects.toMatchObject(storeError("ERR_STORE_FULL"));
    expect(await store.getRecord("meta/large")).toBeUndefined();
    expect(await store.revision()).toBe(2);
    await expectConsistent(store);

    for (const step of numbers(3, 12)) await commit(store, [put(someObject("small", { step, text: "y".repeat(2000) }))], step);
    await store.compact({ keep: 1, olderThan: minuteAt(100) });
    await commit(store, [put(someObject("small", { text: "z".repeat(20_000) }))], 13);
    await expectConsistent(store);
    await store.close();

    const roomy = open();
    await commit(roomy, [large("a"), large("b")], 14);
    await expectConsistent(roomy);
    await roomy.close();
  });

  it("does so on a file system that is really full", async (context) => {
    const folder = await tempFolder("sqlite-tmpfs");
    const mount = `mount -t tmpfs -o size=1m tmpfs "$1"`;
    const tryOut = await run("unshare", ["-rm", "sh", "-c", mount, "sh", folder]).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (tryOut !== undefined) skipOrFail("tmpfs", `no file system of its own can be mounted here: ${tryOut}`, context);
    const { stdout } = await run("unshare", ["-rm", "sh", "-c", `${mount} && exec "$2" "$3" "$1"`, "sh", folder, process.execPath, program]);
    const { acknowledged, error, backup } = JSON.parse(stdout) as FullDiskReport;
    expect(error).toMatchObject(storeError("ERR_STORE_FULL", "has no room left"));
    expect(acknowledged.length).toBeGreaterThan(5);
    const copy = newMemoryStore({ clock: new FakeClock() });
    await copy.restore(backup);
    await expectKept(copy, acknowledged);
  });
});
