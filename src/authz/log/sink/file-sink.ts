import { appendFile, mkdir, rename, rm, rmdir, stat } from "node:fs/promises";
import type { LogChunk, LogSink } from "../log-chunk.ts";

/** How files are rotated. */
export interface Rotation {
  /** A file that would get larger is put aside first. */
  readonly bytes: number;
  /** So many files are kept beside the one that is written: `.1` is the youngest. */
  readonly files: number;
}

/** Appends lines to a file, readable for its owner and group, and rotates it. A file that somebody else has moved away is begun anew. */
export function fileSink(path: string, rotation: Rotation): LogSink {
  return {
    name: `file ${path}`,
    send: async ({ bytes }: LogChunk) => {
      const size = await sizeOf(path);
      if (size > 0 && size + bytes.length > rotation.bytes) await rotate(path, rotation);
      await appendFile(path, bytes, { mode: 0o640 });
    },
  };
}

/** Only files are rotated: what is a pipe or a folder has no size. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found?.isFile() === true ? found.size : 0;
}

/** Several processes may write to one file: the one that makes the mark puts it aside, the others go on meanwhile. */
async function rotate(path: string, { bytes, files }: Rotation): Promise<void> {
  const mark = `${path}.rotating`;
  const isOurs = await mkdir(mark).then(
    () => true,
    () => false,
  );
  if (!isOurs) return removeOldMark(mark);
  try {
    if ((await sizeOf(path)) > bytes / 2) await moveFiles(path, files);
  } finally {
    await rmdir(mark);
  }
}

/** A process that ended at that very moment has left its mark. */
async function removeOldMark(mark: string): Promise<void> {
  const made = await stat(mark).catch(() => undefined);
  if (made !== undefined && made.mtimeMs < performance.timeOrigin + performance.now() - oldMarkMs) await rmdir(mark).catch(() => undefined);
}

const oldMarkMs = 60_000;

async function moveFiles(path: string, files: number): Promise<void> {
  await rm(`${path}.${files}`, { force: true });
  for (let number = files - 1; number >= 1; number -= 1) await moveIfThere(`${path}.${number}`, `${path}.${number + 1}`);
  await moveIfThere(path, `${path}.1`);
}

async function moveIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
