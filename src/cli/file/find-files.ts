import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";

/** A text and the name that messages call it by. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** The texts of files, of all YAML and JSON files in and below folders (by name), and of standard input (`-`). */
export async function findFiles(context: Pick<CliContext, "cwd" | "readStdin">, names: readonly string[]): Promise<readonly NamedText[]> {
  const texts: NamedText[] = [];
  for (const name of names) {
    if (name === "-") texts.push({ name: "-", text: await context.readStdin() });
    else for (const path of await pathsOf(resolve(context.cwd, name), name)) texts.push(await read(path, relative(context.cwd, path)));
  }
  return texts;
}

async function pathsOf(path: string, name: string): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new CliError("ERR_CLI_FILE", `File ${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/u.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new CliError("ERR_CLI_FILE", `Folder ${name} has no .yaml, .yml or .json file`);
  return files.sort();
}

async function read(path: string, name: string): Promise<NamedText> {
  try {
    return { name, text: await readFile(path, "utf8") };
  } catch (cause) {
    throw new CliError("ERR_CLI_FILE", `File ${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
