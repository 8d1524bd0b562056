import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadProtos } from "./load-protos.ts";
import { makeOutputs } from "./outputs.ts";
import { rootFiles } from "./roots.ts";

const repository = join(import.meta.dirname, "../..");
const protoFolder = join(repository, "proto");
let copy = "";

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "sluice-gen-"));
  cpSync(join(repository, "src/gen"), copy, { recursive: true });
});

afterAll(() => {
  rmSync(copy, { recursive: true });
});

function check(): { status: number | null; stderr: string } {
  const args = [join(import.meta.dirname, "main.ts"), "--check", "--out", copy];
  return spawnSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 });
}

test("src/gen is what proto/ makes, and a changed, a missing and an orphaned file are found", () => {
  expect(check()).toMatchObject({ status: 0, stderr: "" });
  appendFileSync(join(copy, "codec.ts"), "// by hand\n");
  rmSync(join(copy, "services.ts"));
  writeFileSync(join(copy, "left-over.ts"), "");
  const { status, stderr } = check();
  expect(status).toBe(1);
  expect(stderr).toContain("src/gen is not what proto/ makes; run npm run gen\n  changed codec.ts\n  orphan left-over.ts\n  missing services.ts\n");
});

test("two runs make the same text", () => {
  expect([...makeOutputs(protoFolder)]).toEqual([...makeOutputs(protoFolder)]);
});

test("proto/ holds the roots and what they import, nothing else", () => {
  const present = readdirSync(protoFolder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".proto"));
  expect(present.filter((name) => !name.startsWith("sluice/")).sort()).toEqual(loadProtos(protoFolder, rootFiles).files);
});
