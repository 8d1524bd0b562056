import { type FileHandle, mkdir, open, rename, rm, rmdir, stat } from "node:fs/promises";
import { type Logger, silentLogger } from "../../../kit/telemetry.ts";
import type { LogChunk, LogSink } from "../log-chunk.ts";

/** How files are rotated. */
export interface Rotation {
  /** A file that would get larger is put aside first. */
  readonly bytes: number;
  /** So many files are kept beside the one that is written: `.1` is the youngest. */
  readonly files: number;
}

/** Appends lines to a file, readable for its owner and group, and rotates it; one that cannot be rotated grows. A file that somebody else has moved away is begun anew. */
export function fileSink(path: string, rotation: Rotation, logger: Logger = silentLogger): LogSink {
  let isStuck = false;
  const rotateOrSay = async (): Promise<void> => {
    const fault = await rotate(path, rotation);
    if (fault !== undefined && !isStuck) logger.warn(`Decision log ${path} cannot be rotated, it grows`, { reason: fault.message });
    isStuck = fault !== undefined;
  };
  return {
    name: `file ${path}`,
    send: async ({ bytes }: LogChunk) => {
      const size = await sizeOf(path);
      if (size > 0 && size + bytes.length > rotation.bytes) await rotateOrSay();
      await append(path, bytes);
    },
  };
}

/** A disk may be full in the midst of a line: the part that was written is taken back, or the next line would begin behind it. */
async function append(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "a", 0o640);
  let at = 0;
  try {
    while (at < bytes.length) at += (await handle.write(bytes, at)).bytesWritten;
  } catch (error) {
    if (at > 0) await takeBack(path, bytes.subarray(0, at));
    throw error;
  } finally {
    await handle.close();
  }
}

/** What others have written behind it stays. */
async function takeBack(path: string, part: Uint8Array): Promise<void> {
  if ((await sizeOf(path)) < part.length) return;
  await using handle: FileHandle = await open(path, "r+");
  const before = (await handle.stat()).size - part.length;
  const last = Buffer.alloc(part.length);
  await handle.read(last, 0, part.length, before);
  if (last.equals(part)) await handle.truncate(before);
}

/** Only files are rotated: what is a pipe or a folder has no size. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found?.isFile() === true ? found.size : 0;
}

/** Several processes may write to one file: the one that makes the mark puts it aside, the others go on meanwhile. Answers why it cannot be done. */
async function rotate(path: string, { bytes, files }: Rotation): Promise<Error | undefined> {
  const mark = `${path}.rotating`;
  try {
    await mkdir(mark);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return removeOldMark(mark);
    return error as Error;
  }
  try {
    if ((await sizeOf(path)) > bytes / 2) await moveFiles(path, files);
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await rmdir(mark).catch(() => undefined);
  }
}

/** A process that ended at that very moment has left its mark. */
async function removeOldMark(mark: string): Promise<undefined> {
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
