import type { Json } from "../kit/json.ts";
import type { Kind, ObjectKey, StoredObject, WrittenObject } from "../model/object/object.ts";

/**
 * The Store port. Two classes of data:
 *
 * - **Durable objects**: one revision counter of our own (not the engine's, it survives a move between engines). `commit` changes
 *   many objects in one transaction, together with the record `history/{revision}`. Readers and watches follow commit records only.
 * - **Records**: small JSON values under a text key, with an opaque ETag, an optional lease and no history; they never move the
 *   revision. Instances, revocations, tokens, quarantine, leader and replica summaries live here.
 *
 * Adapters: `memory/`, `sqlite/`, `etcd/`; one contract suite proves them equal.
 */
export interface Store {
  /** Applies all changes or none. Concurrent commits may be grouped into one engine transaction; each still has its own revision. */
  commit(request: CommitRequest): Promise<CommitResult>;
  /** The object, now or as it was right after `revision`. A revision that was compacted away throws `ERR_STORE_COMPACTED`. */
  get(key: ObjectKey, options?: ReadOptions): Promise<StoredObject | undefined>;
  /** Objects in key order (kind, namespace, name), a page at a time; all pages of one cursor show one revision. */
  list(query: ListQuery): Promise<ObjectPage>;
  /** The newest revision; 0 in an empty store. */
  revision(): Promise<number>;
  /** Commit records, newest first. */
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** Everything from a revision on, gap-free; see `WatchEvent`. Ends when `signal` aborts; survives outages of the engine by itself. */
  watch(options: WatchOptions): AsyncIterable<WatchEvent>;

  getRecord(key: string): Promise<StoreRecord | undefined>;
  listRecords(prefix: string): Promise<readonly StoreRecord[]>;
  /** Writes one record. `expected` is compared and set in one step; on a mismatch nothing is written. */
  putRecord(key: string, value: Json, options?: PutRecordOptions): Promise<PutRecordResult>;
  /** Deletes one record; true when it existed (and had the expected ETag). */
  deleteRecord(key: string, options?: { expected?: string }): Promise<boolean>;
  /** A lease that many records may hang on; they vanish together when it is not kept alive for `ttlMs` or is revoked. */
  lease(options: { ttlMs: number }): Promise<Lease>;
  /** Takes part in the election `name` until `signal` aborts; `onChange` is told whenever this candidate becomes or ceases to be leader. */
  elect(name: string, options: { candidate: string; signal: AbortSignal; onChange: (leading: boolean) => void }): Promise<void>;

  /**
   * Forgets history by age and count (the newest `keep` commits and all younger than `olderThan` stay). Answers the oldest commit that is
   * kept, or the next revision when none is. The state before the oldest commit can still be read and watched from.
   */
  compact(options: CompactOptions): Promise<{ oldest: number }>;
  /** The whole durable content and all records under `meta/` as lines of JSON, at one revision; secrets stay sealed. */
  backup(): AsyncIterable<string>;
  /** Fills an empty store from a backup of any adapter; revisions and order are kept. A store that is not empty throws `ERR_STORE_NOT_EMPTY`. */
  restore(lines: AsyncIterable<string> | Iterable<string>): Promise<{ revision: number; objects: number }>;
  /** Rejects with a `StoreError` when the engine cannot be asked. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What a commit expects of an object: its revision, that it does not exist, or anything. */
export type Expectation = number | "absent" | "any";

/** One object's change in a commit. */
export type ObjectWrite =
  | { readonly kind: "put"; readonly object: WrittenObject; readonly expected: Expectation }
  | { readonly kind: "delete"; readonly key: ObjectKey; readonly expected: Expectation };

/** A transaction. Contents equal to what is stored make no change; when nothing changes, no revision is made. */
export interface CommitRequest {
  readonly writes: readonly ObjectWrite[];
  /** Token name. */
  readonly author: string;
  readonly reason: string;
  /** Where the write came from, for the audit log: a remote address; kept in the commit record as it is. */
  readonly from?: string;
  /** ISO 8601, UTC; becomes `updatedAt` (and `createdAt` of new objects). */
  readonly at: string;
}

/** An expectation that did not hold. */
export interface Conflict {
  readonly key: ObjectKey;
  readonly expected: Expectation;
  /** The stored revision, or `absent`. */
  readonly actual: number | "absent";
}

/** `revision` is the newest one, also when nothing changed (`changed` is empty then). */
export type CommitResult =
  | { readonly kind: "committed"; readonly revision: number; readonly changed: readonly ObjectChange[] }
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] };

/** What one commit did to one object; exactly one of both is undefined for a create or a delete. */
export interface ObjectChange {
  readonly key: ObjectKey;
  readonly before: StoredObject | undefined;
  readonly after: StoredObject | undefined;
}

/** Which state is read; default: the newest. */
export interface ReadOptions {
  readonly revision?: number;
  /**
   * True: when the engine cannot be reached, answer from the last state that was seen, if there is one. Without it such a read rejects
   * with `ERR_STORE_UNAVAILABLE`. Embedded stores are always reachable and do not care.
   */
  readonly allowStale?: boolean;
}

/** What a list holds; default: everything. */
export interface ListQuery extends ReadOptions {
  readonly kind?: Kind;
  /** With `kind` only. */
  readonly namespace?: string;
  /** 1–1000, default 100. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** A page of a list; `cursor` is there when more follows. */
export interface ObjectPage {
  readonly objects: readonly StoredObject[];
  readonly revision: number;
  readonly cursor?: string;
}

/** One commit as it is kept. */
export interface CommitRecord {
  readonly revision: number;
  readonly author: string;
  readonly reason: string;
  /** Where the write came from, when the writer said so. */
  readonly from?: string;
  readonly at: string;
  readonly changes: readonly ObjectChange[];
}

/** Which commits are listed; default: all, the newest first. */
export interface HistoryQuery {
  /** Only commits that touched this object. */
  readonly key?: ObjectKey;
  readonly limit?: number;
  readonly cursor?: string;
}

/** A page of commits; `cursor` is there when more follows. */
export interface HistoryPage {
  readonly commits: readonly CommitRecord[];
  readonly cursor?: string;
}

/** Where a watch starts and what it carries. */
export interface WatchOptions {
  /** Resume after this revision; without it, or when it was compacted, the first event is a `snapshot`. */
  readonly after?: number;
  readonly signal: AbortSignal;
  /** Also carry records whose key starts with one of these; they are listed anew at each start. */
  readonly records?: readonly string[];
}

/**
 * - `snapshot`: the whole state at `revision`; `relisted` says that commits were missed by compaction. The consumer replaces what it has.
 * - `commit`: exactly the next commit.
 * - `records`: record changes since the last such event (`value` undefined = gone); `reset` = the full list, forget others.
 * - `outage`: the engine cannot be reached since then (once per outage); `restored` when it is back (nothing was lost between).
 */
export type WatchEvent =
  | { readonly kind: "snapshot"; readonly revision: number; readonly objects: readonly StoredObject[]; readonly relisted: boolean }
  | { readonly kind: "commit"; readonly record: CommitRecord }
  | { readonly kind: "records"; readonly reset: boolean; readonly changes: readonly RecordChange[] }
  | { readonly kind: "outage"; readonly error: StoreError }
  | { readonly kind: "restored" };

/** A record as it is stored; see `Store` for what records are, and `putRecord` for what the ETag is good for. */
export interface StoreRecord {
  readonly key: string;
  readonly value: Json;
  readonly etag: string;
}

/** What became of one record; `value` undefined: it is gone. */
export interface RecordChange {
  readonly key: string;
  readonly value: Json | undefined;
  readonly etag: string | undefined;
}

/** What a write of a record expects, and what the record hangs on. */
export interface PutRecordOptions {
  /** The record must not exist (`absent`) or have this ETag. */
  readonly expected?: string;
  readonly lease?: Lease;
}

/** Whether a record was written; `actual` is the ETag found, or `absent`. */
export type PutRecordResult = { readonly kind: "written"; readonly etag: string } | { readonly kind: "conflict"; readonly actual: string | "absent" };

/** A lease; keeps itself alive until revoked. `lost` resolves when it expired in spite of that (outage, pause): its records are gone. */
export interface Lease {
  readonly id: string;
  readonly lost: Promise<void>;
  revoke(): Promise<void>;
}

/** What compaction keeps. */
export interface CompactOptions {
  /** At least this many newest commits stay. */
  readonly keep: number;
  /** ISO 8601; commits at or after it stay. */
  readonly olderThan: string;
}

/**
 * Why the store could not do it.
 *
 * - `UNAVAILABLE`: the engine did not answer in time. What was asked of it may or may not have been done.
 * - `COMPACTED`, `FUTURE_REVISION`: the revision is forgotten, or not made yet.
 * - `FULL`: no room is left; nothing was changed.
 * - `CORRUPT`, `FOREIGN`, `NEWER_SCHEMA`: what is stored is damaged, is not ours, or is of a newer program.
 * - `NOT_EMPTY`, `INVALID_BACKUP`: a restore that was refused; nothing was changed.
 * - `INVALID_CURSOR`, `INVALID_REQUEST`, `TOO_LARGE`: what the caller gave; one object or record has at most a million bytes as JSON.
 * - `CLOSED`: the store was closed. `DENIED`: the engine refused the credentials, or the files belong to somebody else.
 * - `LEASE_LOST`: a record was to hang on a lease that is gone. `IN_USE`: another process has the embedded store open.
 */
export type StoreErrorCode =
  | "ERR_STORE_UNAVAILABLE"
  | "ERR_STORE_COMPACTED"
  | "ERR_STORE_FULL"
  | "ERR_STORE_CORRUPT"
  | "ERR_STORE_FOREIGN"
  | "ERR_STORE_NEWER_SCHEMA"
  | "ERR_STORE_NOT_EMPTY"
  | "ERR_STORE_INVALID_BACKUP"
  | "ERR_STORE_INVALID_CURSOR"
  | "ERR_STORE_FUTURE_REVISION"
  | "ERR_STORE_CLOSED"
  | "ERR_STORE_DENIED"
  | "ERR_STORE_INVALID_REQUEST"
  | "ERR_STORE_TOO_LARGE"
  | "ERR_STORE_LEASE_LOST"
  | "ERR_STORE_IN_USE";

/** What a store throws; foreign errors are turned into it at the adapter. `retryable`: the same call may succeed later. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  readonly retryable: boolean;
  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? code === "ERR_STORE_UNAVAILABLE";
  }
}

/** Record key prefixes, so that no two parts meet in one place. `meta/` is part of a backup, `live/` is not. */
export const recordPrefix = {
  instance: "live/instance/",
  revocation: "meta/revocation/",
  summary: "live/summary/",
  replica: "live/replica/",
  ask: "live/ask/",
  leader: "live/leader/",
  token: "meta/token/",
  quarantine: "meta/quarantine/",
  settings: "meta/settings/",
  audit: "meta/audit/",
  use: "meta/use/",
} as const;
