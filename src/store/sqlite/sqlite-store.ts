import type { Clock, Random } from "../../kit/clock.ts";
import { EmbeddedStore } from "../embedded/embedded-store.ts";
import type { Store } from "../store.ts";
import { Database, type DatabaseOptions } from "./database.ts";
import { SqliteEngine } from "./sqlite-engine.ts";

/** Taken when the program starts, before a test can put a fake in its place. */
const defer = setImmediate;

/**
 * Opens the store of a folder, or makes it: one file, `sluice.db`, with a write-ahead log; what was acknowledged is on the disk. It
 * belongs to one process at a time (`ERR_STORE_IN_USE`), except for those that only read.
 *
 * Throws `ERR_STORE_FOREIGN`, `ERR_STORE_NEWER_SCHEMA`, `ERR_STORE_CORRUPT`, `ERR_STORE_DENIED` or `ERR_STORE_FULL` with a sentence that
 * names the file.
 */
export function openSqliteStore(options: DatabaseOptions, { clock, random }: { clock: Clock; random: Random }): Store {
  const engine = new SqliteEngine(Database.open(options));
  const epoch = Buffer.from(random.bytes(6)).toString("hex");
  return new EmbeddedStore(engine, { clock, epoch, defer: (task) => defer(task), isShared: options.readOnly ?? false });
}
