import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes texts into files of a folder. */
export async function writeFiles(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all(Object.entries(texts).map(([name, text]) => writeFile(join(folder, name), text)));
}
