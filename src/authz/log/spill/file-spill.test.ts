import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../../test/kit/binary/temp-folder.ts";
import type { LogChunk, LogSpill } from "../log-chunk.ts";
import { type FileSpillOptions, openFileSpill } from "./file-spill.ts";

const chunk = (text: string): LogChunk => ({ bytes: Buffer.from(`${text}\n`), lines: 1 });

async function open(folder: string, options: Partial<FileSpillOptions> = {}): Promise<LogSpill> {
  return openFileSpill({ folder: join(folder, "spill"), bytes: 100, process: 7, isAlive: (process) => process < 100, ...options });
}

async function drain(spill: LogSpill): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let first = await spill.first(); first !== undefined; first = await spill.first()) {
    if ("kind" in first) throw new Error(first.reason);
    texts.push(Buffer.from(first.bytes).toString("utf8").trimEnd());
    expect(first.lines).toBe(1);
    await spill.dropFirst();
  }
  return texts;
}

describe("a spill in files", () => {
  it("keeps chunks in order, up to its bound, and no longer than they are needed", async () => {
    const folder = await tempFolder("spill");
    const spill = await open(folder);
    expect([await spill.put(chunk("a")), await spill.put(chunk("b")), await spill.put(chunk("x".repeat(97)))]).toEqual([true, true, false]);
    expect(await drain(spill)).toEqual(["a", "b"]);
    expect(await readdir(join(folder, "spill"))).toEqual([]);
    expect(await spill.put(chunk("x".repeat(97)))).toBe(true);
  });

  it("is readable for its owner alone", async () => {
    const folder = await tempFolder("spill");
    await (await open(folder)).put(chunk("a"));
    const [file = ""] = await readdir(join(folder, "spill"));
    expect((await stat(join(folder, "spill"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "spill", file))).mode & 0o777).toBe(0o600);
  });

  it("takes over what processes that are gone have left, its own namesake among them, and nothing else", async () => {
    const folder = await tempFolder("spill");
    await (await open(folder, { process: 7 })).put(chunk("namesake"));
    await (await open(folder, { process: 8 })).put(chunk("living"));
    await (await open(folder, { process: 900 })).put(chunk("gone"));
    await writeFile(join(folder, "spill", "decisions-900-5.ndjson.part"), "half");
    await writeFile(join(folder, "spill", "notes.txt"), "not ours");
    const spill = await open(folder, { process: 7 });
    await spill.put(chunk("new"));
    expect(await drain(spill)).toEqual(["namesake", "gone", "new"]);
    expect((await readdir(join(folder, "spill"))).sort()).toEqual(["decisions-8-0.ndjson", "decisions-900-5.ndjson.part", "notes.txt"]);
  });

  it("says which lines are gone when somebody took a file away, and has their room back", async () => {
    const folder = await tempFolder("spill");
    const spill = await open(folder);
    await spill.put({ bytes: Buffer.from("a\nb\n"), lines: 2 });
    await spill.put(chunk("x".repeat(90)));
    await rm(join(folder, "spill", "decisions-7-0.ndjson"));
    expect(await spill.first()).toEqual({ kind: "gone", lines: 2, reason: expect.stringContaining("ENOENT") as string });
    await spill.dropFirst();
    expect(await drain(spill)).toEqual(["x".repeat(90)]);
    expect(await spill.put(chunk("x".repeat(98)))).toBe(true);
  });

  it("says when a chunk cannot be written, and has its room back", async () => {
    const folder = await tempFolder("spill");
    const spill = await open(folder);
    await rm(join(folder, "spill"), { recursive: true });
    await expect(spill.put(chunk("x".repeat(90)))).rejects.toThrow("ENOENT");
    await mkdir(join(folder, "spill"));
    expect(await spill.put(chunk("x".repeat(90)))).toBe(true);
  });
});
