import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { messageOf, StartError } from "../start-error.ts";

/** The hold on a folder. */
export interface FolderLock {
  release(): void;
}

const owner = z.object({ pid: z.int(), command: z.string() });

/**
 * Takes the folder for this process. The lock is the operating system's own, taken through SQLite on an empty file, so a process that was
 * killed leaves nothing behind. Throws `ERR_STATE_IN_USE`, naming the process that has it.
 */
export function takeFolderLock(folder: string, command: string): FolderLock {
  const database = lockFile(folder);
  const ownerFile = join(folder, "owner.json");
  writeFileSync(ownerFile, `${JSON.stringify({ pid: process.pid, command })}\n`);
  return {
    release: () => {
      rmSync(ownerFile, { force: true });
      database.close();
    },
  };
}

function lockFile(folder: string): DatabaseSync {
  const path = join(folder, "lock");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw inUse(folder);
    throw new StartError("ERR_STATE_FOLDER", `State folder ${folder} cannot be locked: ${messageOf(error)}`, { cause: error });
  }
}

/** SQLITE_BUSY, with or without an extended code. */
function isBusy(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, "errcode") : undefined;
  return typeof code === "number" && code % 256 === 5;
}

function inUse(folder: string): StartError {
  const who = ownerOf(folder);
  const name = who === undefined ? "another process" : `process ${who.pid} (${who.command})`;
  return new StartError("ERR_STATE_IN_USE", `State folder ${folder} is in use by ${name}: end it, or choose another folder by --state-dir`);
}

function ownerOf(folder: string): z.infer<typeof owner> | undefined {
  try {
    return owner.parse(JSON.parse(readFileSync(join(folder, "owner.json"), "utf8")));
  } catch {
    return undefined;
  }
}
