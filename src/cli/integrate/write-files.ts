import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Output } from "../../integrate/target.ts";
import { CliError } from "../exit-code.ts";
import { fileText, stepsPage } from "./print-files.ts";

/** Options of {@link writeFiles}. */
export interface WriteFilesOptions {
  readonly folder: string;
  readonly title: string;
  /** Replace files that say something else. */
  readonly force: boolean;
}

/** Writes all files and a page with the steps; refuses as a whole when one of them is there with another content. Answers their paths. */
export async function writeFiles({ files, steps }: Output, { folder, title, force }: WriteFilesOptions): Promise<readonly string[]> {
  const texts = [...files.map((file) => [file.path, fileText(file)] as const), ["README.md", stepsPage(title, steps)] as const];
  const clashes: string[] = [];
  for (const [path, text] of texts) {
    const before = await readFile(join(folder, path), "utf8").catch(() => undefined);
    if (before !== undefined && before !== text) clashes.push(join(folder, path));
  }
  if (clashes.length > 0 && !force)
    throw new CliError("ERR_CLI_FILE", `These files are there with another content: ${clashes.join(", ")}; give --force to replace them, or another --to`);
  for (const [path, text] of texts) {
    await mkdir(dirname(join(folder, path)), { recursive: true }).catch((cause: unknown) => refuse(folder, cause));
    await writeFile(join(folder, path), text).catch((cause: unknown) => refuse(join(folder, path), cause));
  }
  return texts.map(([path]) => join(folder, path));
}

function refuse(path: string, cause: unknown): never {
  throw new CliError("ERR_CLI_FILE", `Cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
