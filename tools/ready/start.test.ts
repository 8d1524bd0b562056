import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";

const tools = join(import.meta.dirname, "..");
const fixtures = join(import.meta.dirname, "fixtures");

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A bare clone, with an npm that installs nothing real. */
async function clone(): Promise<string> {
  const root = await tempFolder("clone");
  for (const file of ["ready", "run.mjs", "sluice.mjs"]) cpSync(join(tools, file), join(root, "tools", file), { recursive: true });
  write(root, "src/main/binary/downloads.json", readFileSync(join(tools, "..", "src/main/binary/downloads.json"), "utf8"));
  write(root, "package.json", JSON.stringify({ name: "sluice", type: "module" }));
  write(root, ".npmrc", "");
  lockWith(root, "1.0.0");
  write(
    root,
    "src/main/sluice.ts",
    "const words: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify({ words, cwd: process.cwd() }));\nprocess.exit(words.length);\n",
  );
  mkdirSync(join(root, "bin"));
  symlinkSync(process.execPath, join(root, "bin", "node"));
  cpSync(join(fixtures, "npm"), join(root, "bin", "npm"));
  chmodSync(join(root, "bin", "npm"), 0o755);
  return root;
}

function write(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function lockWith(root: string, version: string): void {
  const packages = {
    "": {},
    "node_modules/used": { version, integrity: `sha512-${version}` },
    "node_modules/tool": { version: "1.0.0", integrity: "sha512-tool", dev: true },
    "node_modules/other-platform": { version: "1.0.0", optional: true },
  };
  write(root, "package-lock.json", JSON.stringify({ lockfileVersion: 3, packages }));
}

function start(
  root: string,
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string; entry?: string; signal?: NodeJS.Signals } = {},
): Promise<Run> {
  const { env = {}, cwd = root, entry = "run.mjs", signal } = options;
  const path = `${join(root, "bin")}:/usr/bin:/bin`;
  const child = spawn(process.execPath, [join(root, "tools", entry), ...args], { cwd, env: { PATH: path, FAKE_NPM_LOG: join(root, "npm.log"), ...env } });
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (signal !== undefined && stdout.includes("waiting")) child.kill(signal);
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

function npmCalls(root: string): string[] {
  return existsSync(join(root, "npm.log")) ? readFileSync(join(root, "npm.log"), "utf8").trim().split("\n") : [];
}

it("installs once what the command needs, says so on stderr, and answers with the command's output and code", async () => {
  const root = await clone();
  const first = await start(root, ["--production", "src/main/sluice.ts", "a", "b c"]);
  expect(first).toMatchObject({ code: 2, stdout: `${JSON.stringify({ words: ["a", "b c"], cwd: root })}\n` });
  expect(first.stderr).toMatch(/^sluice: installs the packages that the program needs … \d+\.\d s\n$/);
  expect(npmCalls(root)).toEqual([expect.stringContaining("--omit=dev")]);
  const second = await start(root, ["--production", "src/main/sluice.ts"]);
  expect(second).toMatchObject({ code: 0, stderr: "" });
  const everything = await start(root, ["tool", "x"]);
  expect(everything).toMatchObject({ code: 0, stdout: "tool x\n", stderr: expect.stringContaining("all packages") });
  expect(await start(root, ["--production", "src/main/sluice.ts"])).toMatchObject({ code: 0, stderr: "" });
  expect(npmCalls(root)).toHaveLength(2);
});

it("installs anew when the lock file has changed, and leaves the old packages in place when that fails", async () => {
  const root = await clone();
  await start(root, ["tool"]);
  lockWith(root, "2.0.0");
  const failed = await start(root, ["tool"], { env: { FAKE_NPM: "fail" } });
  expect(failed).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("The npm registry cannot be reached") });
  expect(failed.stderr).toContain("ENOTFOUND");
  expect(existsSync(join(root, "node_modules/.bin/tool"))).toBe(true);
  expect(await start(root, ["tool"])).toMatchObject({ code: 0, stdout: "tool \n" });
});

it("accepts packages that somebody has installed by hand, and not ones of another version", async () => {
  const root = await clone();
  await start(root, ["tool"]);
  rmSync(join(root, "node_modules/.sluice-ready.json"));
  expect(await start(root, ["tool"])).toMatchObject({ code: 0, stderr: "" });
  expect(npmCalls(root)).toHaveLength(1);
  rmSync(join(root, "node_modules/.sluice-ready.json"));
  lockWith(root, "3.0.0");
  await start(root, ["tool"]);
  expect(npmCalls(root)).toHaveLength(2);
});

it("installs once when two starts come at the same time", async () => {
  const root = await clone();
  const runs = await Promise.all([start(root, ["tool"], { env: { FAKE_NPM_DELAY: "0.5" } }), start(root, ["tool"], { env: { FAKE_NPM_DELAY: "0.5" } })]);
  expect(runs.map((run) => [run.code, run.stdout])).toEqual([
    [0, "tool \n"],
    [0, "tool \n"],
  ]);
  expect(npmCalls(root)).toHaveLength(1);
});

it("is the command sluice from any folder, which stays the working directory", async () => {
  const root = await clone();
  const elsewhere = await tempFolder("elsewhere");
  const run = await start(root, ["get", "routes"], { cwd: elsewhere, entry: "sluice.mjs" });
  expect(run).toMatchObject({ code: 2, stdout: `${JSON.stringify({ words: ["get", "routes"], cwd: elsewhere })}\n` });
  expect(readlinkSync(join(root, "node_modules/.bin/sluice"))).toBe("../../tools/sluice.mjs");
});

it("gives the command the project's tools, its Node and a compile cache", async () => {
  const root = await clone();
  const run = await start(root, ["node", "-p", "JSON.stringify([process.env.PATH.split(':')[0], process.env.NODE_COMPILE_CACHE])"]);
  expect(JSON.parse(run.stdout)).toEqual([join(root, "node_modules/.bin"), join(root, ".cache/compile")]);
});

it.each([
  ["SIGTERM", 7],
  ["SIGINT", 8],
] as const)("hands %s on to the command and ends with its code", async (signal, code) => {
  const root = await clone();
  const program =
    'process.on("SIGTERM", () => process.exit(7));\nprocess.on("SIGINT", () => process.exit(8));\nsetInterval(() => undefined, 1000);\nconsole.log("waiting");\n';
  write(root, "src/main/sluice.ts", program);
  expect(await start(root, ["--production", "src/main/sluice.ts"], { signal })).toMatchObject({ code });
});

it("ends as a shell does when the command dies of a signal", async () => {
  const root = await clone();
  expect(await start(root, ["node", "-e", 'process.kill(process.pid, "SIGKILL")'])).toMatchObject({ code: 137 });
});

it("says in a sentence what is missing", async () => {
  const root = await clone();
  expect(await start(root, [])).toMatchObject({ code: 1, stderr: expect.stringContaining("Usage: node tools/run.mjs") });
  await start(root, ["tool"]);
  expect(await start(root, ["no-such-command"])).toMatchObject({
    code: 1,
    stderr: "sluice: no-such-command is neither a file nor a command of this project\n",
  });
  rmSync(join(root, "node_modules"), { recursive: true });
  rmSync(join(root, "bin", "npm"));
  const run = await start(root, ["tool"], { env: { PATH: join(root, "bin") } });
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining("sluice: npm is missing: install it") });
});
