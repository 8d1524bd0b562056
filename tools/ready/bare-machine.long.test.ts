import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { skipOrFail } from "../../test/kit/binary/require.ts";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { isAtLeast } from "./node.mjs";
import { repository } from "./paths.mjs";

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** The first Node on PATH that is too old to run the program, as a bare machine has it. */
function oldNode(): string | undefined {
  const candidates = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node"));
  return candidates.find((path) => {
    const version = existsSync(path) ? spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim().slice(1) : "";
    return version !== "" && isAtLeast(version, "18.0.0") && !isAtLeast(version, "24.12.0");
  });
}

function start(node: string, root: string, args: readonly string[]): Promise<Run> {
  const started = performance.now();
  // What the test runner's own start has put into the environment would not be there on a bare machine.
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.startsWith(repository));
  const env = { PATH: path.join(delimiter), HOME: process.env["HOME"] };
  const child = spawn(node, [join(root, "tools/run.mjs"), ...args], { cwd: root, env });
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk: Buffer) => {
      text[stream] += chunk.toString();
    });
  }
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, ...text, seconds: (performance.now() - started) / 1000 })));
}

it("a clone on a machine with an old Node gets the pinned Node and the locked packages, once, also when two commands start at the same time", async (context) => {
  const node = oldNode() ?? skipOrFail("old-node", "no Node between 18 and 24.12 on $PATH", context);
  const root = join(await tempFolder("bare"), "sluice");
  execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${repository}`, root]);
  const runs = await Promise.all([start(node, root, ["node", "-p", "process.version"]), start(node, root, ["tsc", "--version"])]);
  expect(runs.map(({ code, stdout }) => [code, stdout.trim()])).toEqual([
    [0, "v26.10.0"],
    [0, expect.stringContaining("Version 7.")],
  ]);
  const told = runs.map(({ stderr }) => stderr).join("");
  expect(told.match(/installs Node/g)).toHaveLength(1);
  expect(told.match(/installs all packages/g)).toHaveLength(1);
  expect(told).toContain("is making the machine ready; waiting for it");
  const warm = await start(node, root, ["--production", "node", "-p", "1"]);
  expect(warm).toMatchObject({ code: 0, stdout: "1\n", stderr: "" });
  expect(warm.seconds).toBeLessThan(10);
  expect(readdirSync(join(root, ".cache")).sort()).toEqual(["compile", "node", "ready.lock"]);
  const dirty = execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  expect(dirty).toBe("");
});
