import type { Clock, Random } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import { writeBackup } from "../backup/backup.ts";
import { readBackup } from "../backup/read-backup.ts";
import { checkCommit } from "../commit/check-commit.ts";
import { CommitQueue } from "../commit/commit-queue.ts";
import { type ElectionOptions, elect } from "../lease/elect.ts";
import { checkRevision, pageAt, planList, type Undo } from "../read/page.ts";
import {
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
import { WatchHub } from "../watch/watch-hub.ts";
import { backupContent } from "./backup-content.ts";
import { Committer, type QueuedCommit } from "./committer.ts";
import { compact } from "./compactor.ts";
import { EtcdConnection } from "./connection.ts";
import { EtcdHistory } from "./etcd-history.ts";
import { EtcdRecords } from "./etcd-records.ts";
import { type EtcdSettings, resolveEtcdSettings } from "./etcd-settings.ts";
import { Follower } from "./follower.ts";
import { EtcdKeys, keyParts } from "./keys.ts";
import { Mirror } from "./mirror.ts";
import { EtcdReader } from "./reader.ts";
import { restore } from "./restorer.ts";
import { type EtcdParts, Stager } from "./stager.ts";

/** What the store needs from the program around it. */
export interface EtcdContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * Opens the store under a prefix of an etcd, which replicas share. Rejects with `ERR_STORE_UNAVAILABLE` when no endpoint answers in time, with
 * `ERR_STORE_DENIED`, and with `ERR_STORE_FOREIGN` when the prefix holds keys of another program. Once it is open, it survives outages.
 */
export async function openEtcdStore(settings: EtcdSettings, context: EtcdContext): Promise<Store> {
  const resolved = resolveEtcdSettings(settings);
  const connection = new EtcdConnection(resolved, context.clock);
  const keys = new EtcdKeys(resolved.prefix);
  const reader = new EtcdReader(connection, keys);
  try {
    await checkOrigin(reader);
  } catch (error) {
    connection.close();
    throw error;
  }
  return new EtcdStore({ ...context, connection, keys, reader });
}

/** A store with no head must have no other keys than records: others would be somebody else's. */
async function checkOrigin(reader: EtcdReader): Promise<void> {
  const { text } = await reader.head();
  if (text !== undefined) return;
  for await (const page of reader.pages(reader.keys.all, { keysOnly: true, pageSize: 1000 })) {
    const foreign = page.find(({ key }) => !keyParts.includes(reader.keys.relative(key).split("/")[0] ?? ""));
    if (foreign === undefined) continue;
    const key = foreign.key.toString("utf8");
    throw new StoreError("ERR_STORE_FOREIGN", `Prefix ${reader.keys.prefix} in etcd holds keys of another program, as ${key}: choose another prefix`);
  }
}

class EtcdStore implements Store {
  readonly #parts: EtcdParts;
  readonly #hub: WatchHub;
  readonly #stager: Stager;
  readonly #history: EtcdHistory;
  readonly #records: EtcdRecords;
  readonly #follower: Follower;
  readonly #committer: Committer;
  readonly #queue: CommitQueue<QueuedCommit, CommitResult>;
  #isClosed = false;

  constructor(parts: Omit<EtcdParts, "mirror">) {
    const mirror = new Mirror(parts.reader, { onAdvance: () => this.#hub.notify(), onRestart: () => this.#hub.restart() });
    this.#parts = { ...parts, mirror };
    this.#stager = new Stager(this.#parts);
    this.#history = new EtcdHistory(this.#parts, this.#stager);
    this.#records = new EtcdRecords(this.#parts);
    this.#committer = new Committer(this.#parts, this.#stager);
    this.#queue = new CommitQueue({ run: (group) => this.#committer.run(group), defer: queueMicrotask });
    this.#hub = new WatchHub({
      sync: () => this.#orOutage(() => this.#syncForWatch()),
      revision: () => mirror.revision,
      snapshot: async () => ({ revision: mirror.revision, objects: mirror.all() }),
      commitsAfter: (revision) => this.#orOutage(() => this.#history.after(revision)),
      recordsUnder: (prefixes) => this.#follower.recordsUnder(prefixes),
    });
    this.#follower = new Follower(this.#parts, this.#hub);
  }

  async commit(request: CommitRequest): Promise<CommitResult> {
    this.#checkOpen();
    return this.#queue.add({ request: checkCommit(request), deadline: this.#parts.connection.deadline() });
  }

  async get(key: ObjectKey, { revision, allowStale = false }: ReadOptions = {}): Promise<StoredObject | undefined> {
    await this.#sync(allowStale);
    const { mirror } = this.#parts;
    if (revision === undefined || revision === mirror.revision) return mirror.objects.get(key);
    checkRevision(revision, { revision: mirror.revision, oldest: mirror.head.oldest });
    const change = await this.#history.firstChange(key, revision);
    await this.#checkStillKept(revision);
    return change === undefined ? mirror.objects.get(key) : change.before;
  }

  async list(query: ListQuery): Promise<ObjectPage> {
    const plan = planList(query);
    await this.#sync(query.allowStale ?? false);
    const { mirror } = this.#parts;
    const revision = plan.revision ?? mirror.revision;
    checkRevision(revision, { revision: mirror.revision, oldest: mirror.head.oldest });
    for (;;) {
      const { revision: newest, objects } = mirror;
      const undo = newest === revision ? new Map() : await this.#undo(revision);
      // Commits may have come while the older ones were read.
      if (mirror.revision === newest) return pageAt(plan, revision, { current: (range) => objects.range(range), undo });
    }
  }

  async revision(): Promise<number> {
    this.#checkOpen();
    return (await this.#parts.mirror.sync()).head.revision;
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    this.#checkOpen();
    return this.#history.page(query);
  }

  watch(options: WatchOptions): AsyncIterable<WatchEvent> {
    this.#checkOpen();
    this.#follower.start();
    return this.#hub.watch(options);
  }

  async getRecord(key: string): Promise<StoreRecord | undefined> {
    this.#checkOpen();
    return this.#records.get(key);
  }

  async listRecords(prefix: string): Promise<readonly StoreRecord[]> {
    this.#checkOpen();
    return this.#records.list(prefix);
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
    return this.#records.grant(this.#parts.clock, ttlMs);
  }

  elect(name: string, options: ElectionOptions): Promise<void> {
    this.#follower.start();
    const watchRecords = (prefixes: readonly string[], signal: AbortSignal) => this.#hub.watchRecords(prefixes, signal);
    return elect({ store: this, clock: this.#parts.clock, watchRecords }, name, options);
  }

  async compact(options: CompactOptions): Promise<{ oldest: number }> {
    this.#checkOpen();
    return compact(this.#parts, this.#stager, options);
  }

  async *backup(): AsyncIterable<string> {
    this.#checkOpen();
    yield* writeBackup(await backupContent(this.#parts));
  }

  async restore(lines: AsyncIterable<string> | Iterable<string>): Promise<{ revision: number; objects: number }> {
    const backup = await readBackup(lines);
    this.#checkOpen();
    await restore(this.#parts, this.#stager, backup);
    return { revision: backup.revision, objects: backup.objects.length };
  }

  async ping(): Promise<void> {
    this.#checkOpen();
    await this.#parts.reader.head();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#queue.idle();
    await this.#committer.idle();
    this.#follower.stop();
    this.#hub.close();
    await this.#records.close();
    this.#parts.connection.close();
  }

  async #sync(allowStale: boolean): Promise<void> {
    this.#checkOpen();
    const mayBeStale = allowStale && this.#parts.mirror.isLoaded;
    if (mayBeStale && this.#hub.isOut) return;
    try {
      await this.#parts.mirror.sync();
    } catch (error) {
      if (!mayBeStale || !(error instanceof StoreError) || !error.retryable) throw error;
    }
  }

  async #undo(revision: number): Promise<Undo> {
    const undo = await this.#history.undo(revision);
    await this.#checkStillKept(revision);
    return undo;
  }

  /** A compaction that came while an old revision was read may have taken away some of what was read. */
  async #checkStillKept(revision: number): Promise<void> {
    const { head } = await this.#parts.mirror.sync();
    checkRevision(revision, head);
  }

  async #syncForWatch(): Promise<number> {
    await this.#follower.ready();
    return (await this.#parts.mirror.sync()).head.revision;
  }

  /** Watchers wait for the end of an outage; the follower finds it. */
  async #orOutage<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof StoreError && error.retryable) this.#hub.setOutage(error);
      throw error;
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StoreError("ERR_STORE_CLOSED", "Store is closed");
  }
}
