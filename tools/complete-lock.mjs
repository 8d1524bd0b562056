#!/usr/bin/env node
// Adds to package-lock.json the packages for other platforms that npm left out because the registry at hand does not have them; `npm ci` of
// npm 11.7 and newer refuses a lock file without them. Run it after every change of dependencies: node tools/complete-lock.mjs
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? new URL("../package-lock.json", import.meta.url);
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = Object.values(lock.packages).flatMap((entry) => missingOf(lock.packages, entry));
for (const [place, entry] of missing) lock.packages[place] = entry;
if (missing.length > 0) writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted(lock.packages) }, undefined, 2)}\n`);
process.stdout.write(`${missing.length} packages for other platforms added\n`);

/** The optional dependencies of `entry` that have no entry of their own. */
function missingOf(packages, entry) {
  return Object.entries(entry.optionalDependencies ?? {})
    .map(([name, version]) => [`node_modules/${name}`, placeholder(name, version, entry)])
    .filter(([place]) => packages[place] === undefined);
}

/** What npm itself would write, less the hash: it is asked for only where the package is installed. Of a range, the lowest version. */
function placeholder(name, range, { dev }) {
  const words = (name === "fsevents" ? "fsevents-darwin" : name).replace(/(gnu|musl)eabi(hf)?/, "$1").split(/[-/.]/);
  const version = range.replace(/^[~^]/, "");
  const os = systems.filter((word) => words.includes(word));
  const cpu = processors.filter((word) => words.includes(word));
  if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version) || os.length + cpu.length === 0)
    throw new Error(`${name}@${range} names no version or platform: add its entry by hand`);
  return { version, ...(cpu.length > 0 ? { cpu } : {}), ...(dev ? { dev: true } : {}), ...libcOf(words), optional: true, ...(os.length > 0 ? { os } : {}) };
}

function libcOf(words) {
  if (words.includes("musl")) return { libc: ["musl"] };
  return words.includes("gnu") ? { libc: ["glibc"] } : {};
}

/** In npm's own order, so that its next change of the file is a small one. */
function sorted(packages) {
  return Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
}
