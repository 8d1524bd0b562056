import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import type { Backup, BackupSource } from "../backup/backup.ts";
import type { ObjectRange } from "../read/object-table.ts";
import type { Undo } from "../read/page.ts";
import type { CommitRecord, CompactOptions, StoreRecord } from "../store.ts";

/** The newest revision, and the oldest commit that is kept (newest + 1 when none is). */
export interface Head {
  readonly revision: number;
  readonly oldest: number;
}

/**
 * What an embedded store keeps its data in: plain, synchronous, used by one process. `EmbeddedStore` adds all the rest. Keys, limits and
 * revisions were checked before. What it throws is a `StoreError`.
 */
export interface Engine {
  head(): Head;
  get(key: ObjectKey): StoredObject | undefined;
  range(range: ObjectRange): readonly StoredObject[];
  /** The first change after `revision` of each object, or of the one object. */
  undo(revision: number, key?: ObjectKey): Undo;
  /** Commits after a revision, oldest first, at most `limit`. */
  commitsAfter(revision: number, limit: number): readonly CommitRecord[];
  /** Commits before a revision, newest first, at most `limit`; only those that touched `key`. */
  commitsBefore(revision: number, options: { readonly limit: number; readonly key: ObjectKey | undefined }): readonly CommitRecord[];
  /** Makes a commit true: its revision is the next one. Inside of `transaction` only. */
  append(record: CommitRecord): void;

  record(key: string): StoreRecord | undefined;
  records(prefix: string): readonly StoreRecord[];
  putRecord(record: StoreRecord): void;
  removeRecord(key: string): boolean;

  /** The oldest commit that must stay. */
  oldestToKeep(options: CompactOptions): number;
  /** Forgets the commits before `oldest`. */
  forget(oldest: number): void;
  /** Content for a backup, all of this moment, whatever is written while it is read. */
  backup(): BackupSource;
  /** Fills the engine, which is empty, with all but the records. Inside of `transaction` only. */
  load(backup: Backup): void;

  /** All that `body` writes becomes true, or nothing if it throws. */
  transaction<T>(body: () => T): T;
  /** All that `body` reads is of one moment, whatever other processes write. */
  snapshot<T>(body: () => T): T;
  /** Throws when the engine is of no use. */
  ping(): void;
  close(): void;
}
