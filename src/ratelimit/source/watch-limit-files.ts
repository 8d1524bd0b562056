import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Clock } from "../../kit/clock.ts";
import type { LimitFile } from "./read-limit-files.ts";

/** Options of {@link watchLimitFiles}. */
export interface WatchOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** How often the folder is looked at, in milliseconds. Links that are swapped, as Kubernetes does it, are seen. Default 500. */
  readonly everyMs?: number;
  readonly onChange: (files: readonly LimitFile[]) => void;
  readonly onError: (error: Error) => void;
}

/** Reads all `.yaml` and `.yml` files of a folder and of those in it; what begins with a dot is left out. Throws the error of the file system. */
export async function readFolder(folder: string): Promise<readonly LimitFile[]> {
  const names = await listFiles(folder);
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })));
}

/** Tells when files were changed, added or removed, until the answer is called. A folder that cannot be read changes nothing. */
export function watchLimitFiles({ folder, clock, everyMs = 500, onChange, onError }: WatchOptions, first: string): () => void {
  const state = { signature: first, error: "", stopped: false, cancel: () => undefined as unknown };
  const look = async (): Promise<void> => {
    try {
      const signature = await signatureOf(folder);
      if (signature !== state.signature) onChange(await readFolder(folder));
      state.signature = signature;
      state.error = "";
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      if (cause.message !== state.error) onError(cause);
      state.error = cause.message;
    }
    if (!state.stopped) state.cancel = clock.schedule(everyMs, () => void look());
  };
  state.cancel = clock.schedule(everyMs, () => void look());
  return () => {
    state.stopped = true;
    state.cancel();
  };
}

/** What changes when a file of the folder does. */
export async function signatureOf(folder: string): Promise<string> {
  const names = await listFiles(folder);
  const facts = await Promise.all(names.map(async (name) => ({ name, ...(await factsOf(join(folder, name))) })));
  return JSON.stringify(facts);
}

async function factsOf(path: string): Promise<{ readonly size: number; readonly changed: number; readonly node: number }> {
  const { size, mtimeMs, ino } = await stat(path);
  return { size, changed: mtimeMs, node: ino };
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/iu.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")))
    .sort();
}
