import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";

/** The text of a file, or of standard input for `-`. Throws a `CliError` when it cannot be read. */
export async function textOf({ cwd, readStdin }: Pick<CliContext, "cwd" | "readStdin">, name: string): Promise<string> {
  if (name === "-") return readStdin();
  return readFile(resolve(cwd, name), "utf8").catch((cause: unknown) => {
    throw new CliError("ERR_CLI_FILE", `File ${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
}
