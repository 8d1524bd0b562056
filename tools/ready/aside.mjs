import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { npmCi } from "./npm.mjs";
import { NotReady } from "./problem.mjs";

/**
 * Runs `npm ci` for the given project files in a fresh folder below `folder` and puts the result in place of `target`. A failed or
 * interrupted installation so leaves the old `target` whole, and an npm that outlives a killed start writes where nobody looks.
 * @param {{ folder: string, files: Record<string, string | Buffer>, flags: readonly string[], target: string }} options
 */
export async function installAside({ folder, files, flags, target }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fresh = mkdtempSync(join(folder, "fresh-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(fresh, name), content);
  await npmCi(fresh, flags);
  swap(join(fresh, "node_modules"), target, join(fresh, "old"));
  rmSync(folder, { recursive: true, force: true });
}

function swap(made, target, aside) {
  mkdirSync(dirname(target), { recursive: true });
  try {
    if (existsSync(target)) renameSync(target, aside);
    renameSync(made, target);
  } catch (error) {
    throw new NotReady(`${target} cannot be replaced (${error.message}): is it a mount? Run npm ci there by hand; the next start accepts it`, { cause: error });
  }
}
