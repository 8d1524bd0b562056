import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import { writeBackup } from "../backup/backup.ts";
import { readBackup } from "../backup/read-backup.ts";
import { checkCommit } from "../commit/check-commit.ts";
import { CommitQueue, type Outcome } from "../commit/commit-queue.ts";
import { planCommit } from "../commit/plan-commit.ts";
import { type ElectionOptions, elect } from "../lease/elect.ts";
import { checkRevision, nextHistoryCursor, pageAt, planHistory, planList } from "../read/page.ts";
import {
  type CommitRecord,
  type CommitRequest,
  type CommitResult,
  type CompactOptions,
  type HistoryPage,
  type HistoryQuery,
  type Lease,
  type ListQuery,
  type ObjectPage,
  type PutRecordOptions,
  type PutRecordResult,
  type ReadOptions,
  type Store,
  StoreError,
  type StoreRecord,
  type WatchEvent,
  type WatchOptions,
} from "../store.ts";
import { RecentCommits } from "../watch/recent-commits.ts";
import { WatchHub } from "../watch/watch-hub.ts";
import { EmbeddedRecords } from "./embedded-records.ts";
import type { Engine } from "./engine.ts";

/** What an embedded store runs on. */
export interface EmbeddedOptions {
  readonly clock: Clock;
  /** Starts every ETag, so that none of an earlier run is taken for one of this. */
  readonly epoch: string;
  /** Runs a task soon; commits that come until then share one transaction of the engine. */
  readonly defer: (task: () => void) => void;
  /** True when other processes write what this one only reads: reads are of one moment then, and there is nothing to watch. */
  readonly isShared?: boolean;
}

const watchBatch = 100;

/** A store inside of one process, on an engine that keeps the data: the memory and the SQLite adapter are this class on two engines. */
export class EmbeddedStore implements Store {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #recent = new RecentCommits();
  readonly #records: EmbeddedRecords;
  readonly #hub: WatchHub;
  readonly #queue: CommitQueue<CommitRequest, CommitResult>;
  readonly #isShared: boolean;
  #isClosed = false;

  constructor(engine: Engine, { clock, epoch, defer, isShared = false }: EmbeddedOptions) {
    this.#engine = engine;
    this.#isShared = isShared;
    this.#clock = clock;
    this.#queue = new CommitQueue({ run: (group) => this.#commitGroup(group), defer });
    this.#records = new EmbeddedRecords({ engine, clock, epoch, onChange: (changes) => this.#hub.recordsChanged(changes) });
    this.#hub = new WatchHub({
      sync: () => this.revision(),
      revision: () => engine.head().revision,
      snapshot: async () => ({ revision: engine.head().revision, objects: engine.range({ limit: Number.POSITIVE_INFINITY }) }),
      commitsAfter: async (revision) => this.#commitsAfter(revision),
      recordsUnder: (prefixes) => this.#records.list(prefixes),
    });
  }

  async commit(request: CommitRequest): Promise<CommitResult> {
    this.#checkOpen();
    return this.#queue.add(checkCommit(request));
  }

  async get(key: ObjectKey, { revision }: ReadOptions = {}): Promise<StoredObject | undefined> {
    if (revision === undefined) return this.#read(() => this.#engine.get(key));
    return this.#read(() => {
      checkRevision(revision, this.#engine.head());
      const [change] = this.#engine.undo(revision, key).values();
      return change === undefined ? this.#engine.get(key) : change.before;
    });
  }

  async list(query: ListQuery): Promise<ObjectPage> {
    const plan = planList(query);
    return this.#read(() => {
      const head = this.#engine.head();
      const revision = plan.revision ?? head.revision;
      checkRevision(revision, head);
      const undo = revision === head.revision ? new Map() : this.#engine.undo(revision);
      return pageAt(plan, revision, { current: (range) => this.#engine.range(range), undo });
    });
  }

  async revision(): Promise<number> {
    this.#checkOpen();
    return this.#engine.head().revision;
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    const { before = Number.MAX_SAFE_INTEGER, limit } = planHistory(query);
    const found = this.#read(() => this.#engine.commitsBefore(before, { limit: limit + 1, key: query.key }));
    const commits = found.slice(0, limit);
    const last = commits.at(-1);
    return found.length <= limit || last === undefined ? { commits } : { commits, cursor: nextHistoryCursor(query, last.revision) };
  }

  watch(options: WatchOptions): AsyncIterable<WatchEvent> {
    this.#checkOpen();
    if (this.#isShared) throw new StoreError("ERR_STORE_INVALID_REQUEST", "A store that is open for reading only cannot be watched");
    return this.#hub.watch(options);
  }

  async getRecord(key: string): Promise<StoreRecord | undefined> {
    this.#checkOpen();
    return this.#records.get(key);
  }

  async listRecords(prefix: string): Promise<readonly StoreRecord[]> {
    this.#checkOpen();
    return this.#records.list([prefix]);
  }

  async putRecord(key: string, value: Json, options: PutRecordOptions = {}): Promise<PutRecordResult> {
    this.#checkOpen();
    return this.#records.put(key, value, options);
  }

  async deleteRecord(key: string, { expected }: { expected?: string } = {}): Promise<boolean> {
    this.#checkOpen();
    return this.#records.remove(key, expected);
  }

  async lease({ ttlMs }: { ttlMs: number }): Promise<Lease> {
    this.#checkOpen();
    return this.#records.grant(ttlMs);
  }

  elect(name: string, options: ElectionOptions): Promise<void> {
    const watchRecords = (prefixes: readonly string[], signal: AbortSignal) => this.#hub.watchRecords(prefixes, signal);
    return elect({ store: this, clock: this.#clock, watchRecords }, name, options);
  }

  async compact(options: CompactOptions): Promise<{ oldest: number }> {
    this.#checkOpen();
    const { oldest } = this.#engine.head();
    const kept = Math.max(oldest, this.#engine.oldestToKeep(options));
    if (kept > oldest) this.#engine.transaction(() => this.#engine.forget(kept));
    return { oldest: kept };
  }

  async *backup(): AsyncIterable<string> {
    this.#checkOpen();
    yield* writeBackup(this.#engine.backup());
  }

  async restore(lines: AsyncIterable<string> | Iterable<string>): Promise<{ revision: number; objects: number }> {
    const backup = await readBackup(lines);
    this.#checkOpen();
    this.#checkEmpty();
    const records = this.#engine.transaction(() => {
      this.#engine.load(backup);
      return this.#records.load(backup.records);
    });
    this.#hub.recordsChanged(records);
    this.#hub.notify();
    return { revision: backup.revision, objects: backup.objects.length };
  }

  async ping(): Promise<void> {
    this.#checkOpen();
    this.#engine.ping();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#queue.idle();
    this.#records.close();
    this.#hub.close();
    this.#engine.close();
  }

  #read<T>(body: () => T): T {
    this.#checkOpen();
    return this.#isShared ? this.#engine.snapshot(body) : body();
  }

  #commitGroup(group: readonly CommitRequest[]): readonly Outcome<CommitResult>[] {
    const made: CommitRecord[] = [];
    try {
      const results = this.#engine.transaction(() => group.map((request) => this.#commitOne(request, made)));
      for (const record of made) this.#recent.push(record);
      if (made.length > 0) this.#hub.notify();
      return results.map((ok) => ({ ok }));
    } catch (error) {
      // One request may be to blame, for which there is no room: the others must not fail with it.
      return group.length === 1 ? [{ error }] : group.flatMap((request) => this.#commitGroup([request]));
    }
  }

  #commitOne(request: CommitRequest, made: CommitRecord[]): CommitResult {
    const { revision } = this.#engine.head();
    const plan = planCommit(request, revision + 1, (key) => this.#engine.get(key));
    if (plan.kind === "conflict") return plan;
    const { record } = plan;
    if (record.changes.length === 0) return { kind: "committed", revision, changed: [] };
    this.#engine.append(record);
    made.push(record);
    return { kind: "committed", revision: record.revision, changed: record.changes };
  }

  #commitsAfter(revision: number): readonly CommitRecord[] | undefined {
    if (revision < this.#engine.head().oldest - 1) return undefined;
    return this.#recent.after(revision) ?? this.#engine.commitsAfter(revision, watchBatch);
  }

  #checkEmpty(): void {
    const { revision } = this.#engine.head();
    const records = this.#records.list(["meta/"]).length;
    if (revision === 0 && records === 0) return;
    const what = revision > 0 ? `is at revision ${revision}` : `has ${records} records under meta/`;
    throw new StoreError("ERR_STORE_NOT_EMPTY", `Store ${what}: a backup is restored into an empty one only`);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StoreError("ERR_STORE_CLOSED", "Store is closed");
  }
}
