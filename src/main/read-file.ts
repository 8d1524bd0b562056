import { readFile } from "node:fs/promises";
import { messageOf, StartError } from "./start-error.ts";

/** The text of a file that a setting names; throws a `StartError` that says which one cannot be read. */
export async function readSettingFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new StartError("ERR_FILE", `${what} file ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
