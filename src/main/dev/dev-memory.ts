import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { StateFolder } from "../state/state-folder.ts";

const memory = z.object({ portBase: z.int(), firstStartSeconds: z.int(), examplesLoaded: z.boolean() });

/** What `sluice dev` remembers of earlier starts in the same folder. */
export type DevMemory = z.infer<typeof memory>;

const fileName = "dev.json";

/** What earlier starts left; undefined before the first one. */
export async function recall(folder: StateFolder): Promise<DevMemory | undefined> {
  const text = await readFile(folder.file(fileName), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return memory.parse(JSON.parse(text));
  } catch {
    // Half-written by a start that was killed: then it was not finished.
    return undefined;
  }
}

/** Keeps it for later starts. */
export async function remember(folder: StateFolder, value: DevMemory): Promise<void> {
  await writeFile(folder.file(fileName), `${JSON.stringify(value)}\n`);
}
