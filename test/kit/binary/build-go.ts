import { execFile } from "node:child_process";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { binaryCache, findBinary } from "../../../src/main/binary/find-binary.ts";

const run = promisify(execFile);
const buildMs = 20 * 60_000;

/** A program that is built with Go, once, from sources whose hashes a `go.sum` pins. */
export interface GoProgram {
  /** Its name; with the version the name of its folder in the cache, so that another version is another program. */
  readonly name: string;
  readonly version: string;
  /** Folder of its `go.mod`. */
  readonly source: string;
  /** What is built, relative to the folder. Default: the folder itself. */
  readonly target?: string;
  /** True for a program that looks for its own sources when it runs. */
  readonly keepsPaths?: boolean;
}

/** The path of the program, built if it has not been; or one sentence that says why there is none. Safe to call from several processes at once. */
export async function buildWithGo(program: GoProgram): Promise<{ readonly path: string } | { readonly missing: string }> {
  const { name, version, source, target = "." } = program;
  const path = join(binaryCache, `${name}-${version}-${process.platform}-${process.arch}`, name);
  const isBuilt = await access(path).then(
    () => true,
    () => false,
  );
  if (isBuilt) return { path };
  const go = await findBinary("go");
  if ("missing" in go) return { missing: `${name} cannot be built: ${go.missing}` };
  const draft = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const env = { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly", GOWORK: "off" };
    await run(go.path, ["build", ...(program.keepsPaths === true ? [] : ["-trimpath"]), "-ldflags", "-s -w", "-o", draft, target], {
      cwd: source,
      env,
      timeout: buildMs,
    });
    await rename(draft, path);
    return { path };
  } catch (error) {
    await rm(draft, { force: true });
    return { missing: `${name} ${version} cannot be built with ${go.path}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The path of the program; rejects where it cannot be built. */
export async function mustBuildWithGo(program: GoProgram): Promise<string> {
  const built = await buildWithGo(program);
  if ("missing" in built) throw new Error(built.missing);
  return built.path;
}
