import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Clock } from "../../kit/clock.ts";

/** A file's name in its folder, and its text. */
export interface FolderFile {
  readonly name: string;
  readonly text: string;
}

/** Options of {@link watchFolder}. */
export interface WatchFolderOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** How often the folder is looked at, in milliseconds. Links that are swapped, as Kubernetes does it, are seen. Default 500. */
  readonly everyMs?: number;
  onChange(files: readonly FolderFile[]): void;
  /** The folder cannot be read; told once while the reason stays the same. */
  onError(error: Error): void;
}

/** What a folder holds, and the way to hear of changes from then on. */
export interface WatchedFolder {
  readonly files: readonly FolderFile[];
  stop(): void;
}

/**
 * Reads all `.yaml`, `.yml` and `.json` files of a folder and of those in it, and tells when they were changed, added or removed. What begins
 * with a dot is left out. Throws the error of the file system when the folder cannot be read at first; later on that changes nothing.
 */
export async function watchFolder(options: WatchFolderOptions): Promise<WatchedFolder> {
  const { folder, clock, everyMs = 500 } = options;
  const state = { signature: await signatureOf(folder), error: "", stopped: false, cancel: () => undefined as unknown };
  const files = await readFolder(folder);
  const look = async (): Promise<void> => {
    try {
      const signature = await signatureOf(folder);
      if (signature !== state.signature) options.onChange(await readFolder(folder));
      state.signature = signature;
      state.error = "";
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (error.message !== state.error) options.onError(error);
      state.error = error.message;
    }
    if (!state.stopped) state.cancel = clock.schedule(everyMs, () => void look());
  };
  state.cancel = clock.schedule(everyMs, () => void look());
  return {
    files,
    stop: () => {
      state.stopped = true;
      state.cancel();
    },
  };
}

async function readFolder(folder: string): Promise<readonly FolderFile[]> {
  const names = await listFiles(folder);
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })));
}

/** What changes when a file of the folder does. */
async function signatureOf(folder: string): Promise<string> {
  const names = await listFiles(folder);
  const facts = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs, ino } = await stat(join(folder, name));
      return [name, size, mtimeMs, ino];
    }),
  );
  return JSON.stringify(facts);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && /\.(?:ya?ml|json)$/iu.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split("/").some((part) => part.startsWith(".")))
    .sort();
}
