import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { binaryCache, type FoundBinary, findBinary } from "../../../src/main/binary/find-binary.ts";
import { versionOf } from "../../../src/main/binary/version.ts";

const run = promisify(execFile);
/** The server itself, and the libraries that a bare machine may lack. */
const packages = ["redis-server", "redis-tools", "liblzf1", "libjemalloc2", "libatomic1"];

/**
 * A Redis 7 or newer with TLS, which that of the Python wheel has not: `SLUICE_REDIS` or the one on `$PATH`, else Debian's, unpacked and not installed: an
 * installed one would be started as a service.
 */
export async function findFullRedis(): Promise<FoundBinary> {
  const found = await findBinary("redis", { accept: isFull });
  if (!("missing" in found) && isFull(found.version)) return found;
  return unpackDebian(join(binaryCache, "debian-redis"));
}

function isFull(version: string): boolean {
  return Number(version.split(".")[0]) >= 7;
}

async function unpackDebian(folder: string): Promise<FoundBinary> {
  const path = join(folder, "redis-server");
  const before = await versionOf("redis", path);
  if (!("missing" in before)) return { path, version: before.version };
  await mkdir(binaryCache, { recursive: true });
  const draft = await mkdtemp(join(binaryCache, "draft-"));
  try {
    await download(draft);
    for (const file of await readdir(draft)) if (file.endsWith(".deb")) await run("dpkg", ["-x", join(draft, file), join(draft, "root")]);
    await writeFile(join(draft, "redis-server"), starter(folder));
    await chmod(join(draft, "redis-server"), 0o755);
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    return { missing: `no Redis with TLS, and Debian's cannot be unpacked: ${error instanceof Error ? error.message.trim() : String(error)}` };
  }
  const made = await versionOf("redis", path);
  return "missing" in made ? made : { path, version: made.version };
}

async function download(folder: string): Promise<void> {
  const fetch = async (): Promise<unknown> => run("apt-get", ["download", ...packages], { cwd: folder, timeout: 60_000 });
  try {
    await fetch();
  } catch {
    await run("apt-get", ["update", "-qq"], { timeout: 120_000 });
    await fetch();
  }
}

/** The unpacked server finds its libraries beside it. */
function starter(folder: string): string {
  const libraries = `${folder}/root/usr/lib/x86_64-linux-gnu:${folder}/root/usr/lib/aarch64-linux-gnu`;
  return `#!/bin/sh\nLD_LIBRARY_PATH="${libraries}" exec "${folder}/root/usr/bin/redis-server" "$@"\n`;
}
