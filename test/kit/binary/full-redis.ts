import { type FoundBinary, findBinary } from "../../../src/main/binary/find-binary.ts";
import { versionOf } from "../../../src/main/binary/version.ts";
import { type DebianProgram, debianPath, unpackDebian } from "./debian-packages.ts";

/** The server itself, and the libraries that a bare machine may lack. */
const server: DebianProgram = {
  name: "redis-server",
  packages: ["redis-server", "redis-tools", "liblzf1", "libjemalloc2", "libatomic1"],
  withDependencies: false,
  path: "usr/bin/redis-server",
};

/** A Redis 7 or newer with TLS, which that of the Python wheel has not: `SLUICE_REDIS` or the one on `$PATH`, else Debian's. */
export async function findFullRedis(): Promise<FoundBinary> {
  const found = await findBinary("redis", { accept: isFull });
  if (!("missing" in found) && isFull(found.version)) return found;
  const before = await versionOf("redis", debianPath(server));
  if (!("missing" in before)) return { path: debianPath(server), version: before.version };
  try {
    const path = await unpackDebian(server);
    const made = await versionOf("redis", path);
    return "missing" in made ? made : { path, version: made.version };
  } catch (error) {
    return { missing: `no Redis with TLS, and Debian's cannot be unpacked: ${error instanceof Error ? error.message.trim() : String(error)}` };
  }
}

function isFull(version: string): boolean {
  return Number(version.split(".")[0]) >= 7;
}
