import { execFile } from "node:child_process";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The release that the API is tested with; another one may find other things, on a day when nobody changed anything. */
const version = "4.32.5";

/** Where schemathesis is, or why it is not. */
export type FoundSchemathesis = { readonly path: string } | { readonly missing: string };

/**
 * Finds schemathesis: named by `SLUICE_SCHEMATHESIS`, or installed from PyPI into `.cache` once (12 s, 93 MB), which needs Python 3.10
 * with venv and pip.
 */
export async function findSchemathesis(): Promise<FoundSchemathesis> {
  const named = process.env["SLUICE_SCHEMATHESIS"];
  if (named !== undefined) return { path: named };
  const folder = join(import.meta.dirname, "../../../.cache", `schemathesis-${version}`);
  const path = join(folder, "bin/schemathesis");
  if (await exists(path)) return { path };
  try {
    await install(folder);
    return { path };
  } catch (error) {
    return { missing: `schemathesis ${version} cannot be installed: ${firstLine(error)}` };
  }
}

/** A venv holds its own path, so that it is made in its place; the stamp of a whole one is its last file. */
async function install(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await run("python3", ["-m", "venv", folder]);
  const pip = join(folder, "bin/python3");
  await run(pip, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `schemathesis==${version}`], { timeout: 180_000 });
  const program = join(folder, "bin/schemathesis");
  // pip writes the program before the last packages: it counts only when all of them are there.
  await rename(program, `${program}.new`);
  await run(pip, [`${program}.new`, "--version"], { timeout: 60_000 });
  await rename(`${program}.new`, program);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? ((error as { stderr?: string }).stderr ?? "") || error.message : String(error);
  return text.trim().split("\n").at(-1) ?? "";
}
