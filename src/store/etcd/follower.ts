import { type RecordChange, StoreError, type StoreRecord } from "../store.ts";
import type { WatchHub } from "../watch/watch-hub.ts";
import type { EtcdKeys } from "./keys.ts";
import type { HeadReading, ReadCommit } from "./reader.ts";
import type { EtcdParts } from "./stager.ts";
import { type KeyChange, WatchStream } from "./watch-stream.ts";

const probeMs = 1500;
const retryMs = 300;
/** What etcd refuses, or what we cannot read, will not be otherwise in a moment. */
const refusedMs = 5000;
/** A member that is this many probes behind is taken for dead or cut off. */
const staleProbes = 2;

/**
 * Follows etcd for those who watch. It reads the state as of one revision of the engine and watches from the next one; after any trouble it
 * does so again, from the commits and records that are stored, never from etcd's own history: so nothing depends on how long etcd keeps that.
 *
 * ```
 *  read state ──▶ watch, probe every 1.5 s ──▶ stream ends, falls silent or behind ──▶ read state …
 *      └─ fails: outage, again in 0.3 s ◀── probe fails: outage ──┘
 * ```
 */
export class Follower {
  readonly #parts: EtcdParts;
  readonly #hub: WatchHub;
  #records = new Map<string, StoreRecord>();
  #hasRecords = false;
  #attempt: Promise<void> | undefined;
  #isStarted = false;
  #isStopped = false;
  #stream: WatchStream | undefined;
  #wake: () => void = () => undefined;

  constructor(parts: EtcdParts, hub: WatchHub) {
    this.#parts = parts;
    this.#hub = hub;
  }

  /** Starts following, once. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#run();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stream?.close();
    this.#wake();
  }

  /** Resolves when the state was read once; rejects when the present attempt to read it fails. */
  async ready(): Promise<void> {
    this.start();
    if (!this.#hasRecords) await this.#attempt;
  }

  /** The records under these prefixes, as far as they were followed. */
  recordsUnder(prefixes: readonly string[]): readonly StoreRecord[] {
    const found = [...this.#records.values()].filter(({ key }) => prefixes.some((prefix) => key.startsWith(prefix)));
    return found.sort((left, right) => (left.key < right.key ? -1 : 1));
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        const reading = this.#read();
        this.#attempt = reading.then(() => undefined);
        this.#attempt.catch(() => undefined);
        const { engineRevision } = await reading;
        this.#hub.setOutage(undefined);
        await this.#follow(engineRevision);
      } catch (error) {
        this.#note(error);
        if (error instanceof StoreError && !error.retryable) await this.#pause(refusedMs);
      }
      await this.#pause(retryMs);
    }
  }

  /** Reads the head, the commits that are missing here, and all records, as of one revision of the engine. */
  async #read(): Promise<HeadReading> {
    const { mirror, reader, keys } = this.#parts;
    const reading = await mirror.sync();
    const records = await reader.records(keys.records, { engineRevision: reading.engineRevision });
    if (!this.#isStopped) this.#replaceRecords(records);
    return reading;
  }

  /** Watches and probes until one of both fails. */
  async #follow(engineRevision: string): Promise<void> {
    const { connection, keys } = this.#parts;
    const from = String(BigInt(engineRevision) + 1n);
    const onChanges = (changes: readonly KeyChange[]) => this.#take(changes);
    const stream = await WatchStream.open(connection, { ranges: [keys.headAndHistory, keys.records], from, onChanges });
    this.#stream = stream;
    try {
      await Promise.race([stream.ended, this.#probe(stream)]);
    } finally {
      stream.close();
    }
  }

  /** Looks at the head again and again: finds that etcd is gone, or that the stream is silent or behind although it is not. */
  async #probe(stream: WatchStream): Promise<void> {
    const behind: bigint[] = [];
    for (;;) {
      await this.#pause(probeMs);
      if (stream.isClosed) return;
      const { engineRevision } = await this.#parts.mirror.sync();
      this.#hub.setOutage(undefined);
      behind.push(BigInt(engineRevision));
      const expected = behind.length > staleProbes ? behind.shift() : undefined;
      if (expected !== undefined && stream.seen < expected) throw new StaleStreamError(stream.seen, expected);
      stream.askProgress();
    }
  }

  async #take(changes: readonly KeyChange[]): Promise<void> {
    const { keys } = this.#parts;
    const [first] = changes;
    if (first === undefined) return;
    if (keys.relative(first.kv.key).startsWith("record/")) this.#hub.recordsChanged(changes.map((change) => this.#takeRecord(change)));
    else for (const transaction of byTransaction(changes)) await this.#takeTransaction(transaction);
  }

  /** What one transaction did to head and history. Commits without a head (a restore writes them first) are not true yet. */
  async #takeTransaction(changes: readonly KeyChange[]): Promise<void> {
    const { keys, reader, mirror } = this.#parts;
    const head = changes.find(({ kv }) => kv.key.equals(keys.head));
    if (head === undefined || mirror.isUpTo(head.kv.mod_revision)) return;
    const reading = head.kind === "put" ? reader.headOf(head.kv, head.kv.mod_revision) : undefined;
    const commits: ReadCommit[] = [];
    for (const { kv } of changes) if (isCommit(kv.key, keys) && keys.revisionOf(kv.key) > mirror.revision) commits.push(await reader.commit(kv));
    if (reading === undefined || reading.head.revision < mirror.revision || !mirror.applyTransaction(commits, reading)) await mirror.sync();
  }

  #takeRecord({ kind, kv }: KeyChange): RecordChange {
    if (kind === "put") {
      const record = this.#parts.reader.record(kv);
      this.#records.set(record.key, record);
      return record;
    }
    const key = this.#parts.keys.recordKey(kv.key);
    this.#records.delete(key);
    return { key, value: undefined, etag: undefined };
  }

  #replaceRecords(records: readonly StoreRecord[]): void {
    const before = this.#records;
    this.#records = new Map(records.map((record) => [record.key, record]));
    if (!this.#hasRecords) {
      this.#hasRecords = true;
      this.#hub.relistRecords();
      return;
    }
    const gone = [...before.keys()].filter((key) => !this.#records.has(key)).map((key) => ({ key, value: undefined, etag: undefined }));
    this.#hub.recordsChanged([...gone, ...records.filter(({ key, etag }) => before.get(key)?.etag !== etag)]);
  }

  /** An error of reading or probing is an outage; one of the stream is not, as long as reading works. */
  #note(error: unknown): void {
    if (this.#isStopped) return;
    if (error instanceof StoreError) this.#hub.setOutage(error);
    else this.#parts.logger.debug("The watch on etcd has ended and is opened again", { reason: error instanceof Error ? error.message : String(error) });
  }

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.schedule(ms, resolve);
    this.#wake = resolve;
    return promise.finally(cancel);
  }
}

function isCommit(key: Buffer, keys: EtcdKeys): boolean {
  return keys.relative(key).startsWith("history/");
}

/** Changes in the groups in which they were made, in order. */
function byTransaction(changes: readonly KeyChange[]): readonly (readonly KeyChange[])[] {
  return [...Map.groupBy(changes, ({ kv }) => kv.mod_revision).values()];
}

class StaleStreamError extends Error {
  override readonly name = "StaleStreamError";
  constructor(seen: bigint, expected: bigint) {
    super(`The watched member is at revision ${seen} of the engine, others have been at ${expected}`);
  }
}
