import { execFile } from "node:child_process";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { binaryCache, type FoundBinary, findBinary } from "../../../src/main/binary/find-binary.ts";
import { versionOf } from "../../../src/main/binary/version.ts";

const run = promisify(execFile);
const buildMs = 10 * 60_000;
const source = fileURLToPath(new URL("./etcd-server", import.meta.url));
/** The version that `etcd-server/go.mod` requires. */
const builtVersion = "3.6.16";

/**
 * An etcd that keeps its data when it is killed. etcd 3.5.0 to 3.5.2 may lose it (etcd-io/etcd#13766), and the one from the Python wheel
 * is of that line. So: `SLUICE_ETCD` or the one on `$PATH` if it is not one of these, else etcd 3.6 built once with Go (about half a
 * minute on two cores) from sources whose hashes `etcd-server/go.sum` pins.
 */
export async function findSafeEtcd(): Promise<FoundBinary> {
  const found = await findBinary("etcd", { accept: keepsData });
  if (!("missing" in found) && keepsData(found.version)) return found;
  return buildEtcd(binaryCache);
}

/** Whether this version of etcd is not one of those that may lose data in a crash. */
export function keepsData(version: string): boolean {
  return !/^3\.5\.[012]$/.test(version);
}

async function buildEtcd(cache: string): Promise<FoundBinary> {
  const path = join(cache, `etcd-server-${builtVersion}-${process.platform}-${process.arch}`, "etcd");
  if (
    await access(path).then(
      () => true,
      () => false,
    )
  )
    return { path, version: builtVersion };
  const go = await findBinary("go");
  if ("missing" in go) return { missing: `no etcd that keeps its data when it is killed, and none can be built: ${go.missing}` };
  const draft = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const env = { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly", GOWORK: "off" };
    await run(go.path, ["build", "-trimpath", "-ldflags", "-s -w", "-o", draft, "."], { cwd: source, env, timeout: buildMs });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    return { missing: `etcd ${builtVersion} cannot be built with ${go.path}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const built = await versionOf("etcd", path);
  return "missing" in built ? built : { path, version: built.version };
}
