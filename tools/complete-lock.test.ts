import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../test/kit/binary/temp-folder.ts";

const repository = join(import.meta.dirname, "..");
const tool = join(import.meta.dirname, "complete-lock.mjs");

interface Lock {
  packages: Record<string, Record<string, unknown>>;
}

function complete(file: string): string {
  return spawnSync(process.execPath, [tool, file], { encoding: "utf8" }).stdout;
}

it("the lock file has an entry for every optional package, so that npm ci accepts it", async () => {
  const folder = await tempFolder("lock-file");
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) cpSync(join(repository, file), join(folder, file));
  expect(complete(join(folder, "package-lock.json"))).toBe("0 packages for other platforms added\n");
  const dry = spawnSync("npm", ["ci", "--dry-run", "--ignore-scripts", "--offline", "--no-audit"], { cwd: folder, encoding: "utf8" });
  expect(dry.stderr).not.toContain("npm error");
  expect(dry.status).toBe(0);
});

it("the lock file names no download address", () => {
  expect(readFileSync(join(repository, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});

it("adds what npm would write, in npm's order, and nothing the second time", async () => {
  const file = join(await tempFolder("lock-file"), "package-lock.json");
  const optionalDependencies = {
    "@x/binding-linux-arm-gnueabihf": "1.0.0",
    "@x/binding-linux-x64-musl": "1.0.0",
    "@x/win32-arm64": "1.0.0",
    fsevents: "~2.3.3",
    "@x/binding-wasm32-wasi": "1.0.0",
  };
  const lock: Lock = {
    packages: { "": {}, "node_modules/@x/linux-x64": { version: "1.0.0" }, "node_modules/x": { version: "1.0.0", dev: true, optionalDependencies } },
  };
  writeFileSync(file, JSON.stringify(lock));
  expect(complete(file)).toBe("5 packages for other platforms added\n");
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as Lock;
  expect(packages).toMatchObject({
    "node_modules/@x/binding-linux-arm-gnueabihf": { version: "1.0.0", cpu: ["arm"], dev: true, libc: ["glibc"], optional: true, os: ["linux"] },
    "node_modules/@x/binding-linux-x64-musl": { version: "1.0.0", cpu: ["x64"], dev: true, libc: ["musl"], optional: true, os: ["linux"] },
    "node_modules/@x/binding-wasm32-wasi": { version: "1.0.0", cpu: ["wasm32"], dev: true, optional: true },
    "node_modules/@x/win32-arm64": { version: "1.0.0", cpu: ["arm64"], dev: true, optional: true, os: ["win32"] },
    "node_modules/fsevents": { version: "2.3.3", dev: true, optional: true, os: ["darwin"] },
  });
  expect(Object.keys(packages)).toEqual([...Object.keys(packages)].sort((a, b) => a.localeCompare(b, "en")));
  expect(complete(file)).toBe("0 packages for other platforms added\n");
});
