import { fileURLToPath } from "node:url";
import { type FoundBinary, findBinary } from "../../../src/main/binary/find-binary.ts";
import { versionOf } from "../../../src/main/binary/version.ts";
import { buildWithGo } from "./build-go.ts";

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
  return buildEtcd();
}

/** Whether this version of etcd is not one of those that may lose data in a crash. */
export function keepsData(version: string): boolean {
  return !/^3\.5\.[012]$/.test(version);
}

async function buildEtcd(): Promise<FoundBinary> {
  const built = await buildWithGo({ name: "etcd-server", version: builtVersion, source });
  if ("missing" in built) return { missing: `no etcd that keeps its data when it is killed, and none can be built: ${built.missing}` };
  const told = await versionOf("etcd", built.path);
  return "missing" in told ? told : { path: built.path, version: told.version };
}
