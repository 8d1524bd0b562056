import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store.ts";
import { toStoreError } from "./sqlite-error.ts";

/** A file that this process has for itself. */
export interface FileLock {
  release(): void;
}

/**
 * Takes a database for this process; throws `ERR_STORE_IN_USE`, naming the process that has it. The lock is one of the operating system, on
 * a file beside it and by way of SQLite (Node has no file locks), so a process that was killed leaves none behind. The database itself
 * stays free for readers.
 */
export function lockFile(database: string): FileLock {
  const file = `${database}.lock`;
  const holder = `${database}.pid`;
  const lock = open(file);
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw inUse(toStoreError(error, file), database, holder);
  }
  writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  return {
    release: () => {
      rmSync(holder, { force: true });
      lock.close();
    },
  };
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw toStoreError(error, file);
  }
}

function inUse(error: unknown, database: string, holder: string): unknown {
  if (!(error instanceof StoreError) || error.code !== "ERR_STORE_UNAVAILABLE") return error;
  const message = `Store ${database} is in use by process ${readPid(holder)}: an embedded store belongs to one process; stop that one, or share an etcd`;
  return new StoreError("ERR_STORE_IN_USE", message, { cause: error });
}

function readPid(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "(unknown)";
  }
}
