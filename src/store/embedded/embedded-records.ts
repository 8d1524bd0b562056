import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { BackupRecord } from "../backup/backup.ts";
import { checkRecordKey, storableText } from "../commit/check-commit.ts";
import { LeaseBook } from "../lease/lease-book.ts";
import type { Lease, PutRecordOptions, PutRecordResult, RecordChange, StoreRecord } from "../store.ts";
import type { Engine } from "./engine.ts";

/** What the records of an embedded store need. */
export interface EmbeddedRecordsOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Starts every ETag, so that none of an earlier run is taken for one of this. */
  readonly epoch: string;
  readonly onChange: (changes: readonly RecordChange[]) => void;
}

/** The records of an embedded store: those without a lease are in the engine, leased ones in memory, where they end with the process. */
export class EmbeddedRecords {
  readonly #engine: Engine;
  readonly #epoch: string;
  readonly #onChange: (changes: readonly RecordChange[]) => void;
  readonly #leases: LeaseBook;
  #etags = 0;

  constructor({ engine, clock, epoch, onChange }: EmbeddedRecordsOptions) {
    this.#engine = engine;
    this.#epoch = epoch;
    this.#onChange = onChange;
    this.#leases = new LeaseBook(clock, (keys) => onChange(keys.map(gone)));
  }

  get(key: string): StoreRecord | undefined {
    return this.#leases.get(key) ?? this.#engine.record(key);
  }

  /** Records under any of the prefixes, by key. */
  list(prefixes: readonly string[]): readonly StoreRecord[] {
    const found = prefixes.flatMap((prefix) => [...this.#engine.records(prefix), ...this.#leases.list(prefix)]);
    return [...new Map(found.map((record) => [record.key, record])).values()].sort(byKey);
  }

  put(key: string, value: Json, { expected, lease }: PutRecordOptions): PutRecordResult {
    checkRecordKey(key);
    const text = storableText(`Record ${key}`, value);
    const actual = this.get(key)?.etag ?? "absent";
    if (expected !== undefined && expected !== actual) return { kind: "conflict", actual };
    const record = { key, value: JSON.parse(text) as Json, etag: this.#nextEtag() };
    if (lease === undefined) this.#keep(record);
    else this.#hang(record, lease);
    this.#onChange([record]);
    return { kind: "written", etag: record.etag };
  }

  remove(key: string, expected: string | undefined): boolean {
    const record = this.get(key);
    if (record === undefined || (expected !== undefined && expected !== record.etag)) return false;
    if (!this.#leases.remove(key)) this.#engine.transaction(() => this.#engine.removeRecord(key));
    this.#onChange([gone(key)]);
    return true;
  }

  grant(ttlMs: number): Lease {
    return this.#leases.grant(ttlMs);
  }

  /** Writes the records of a backup; inside of a transaction. The caller tells the watchers of what it answers. */
  load(records: readonly BackupRecord[]): readonly StoreRecord[] {
    const loaded = records.map((record) => ({ ...record, etag: this.#nextEtag() }));
    for (const record of loaded) this.#engine.putRecord(record);
    return loaded;
  }

  /** Ends all leases, and with them their records. */
  close(): void {
    this.#leases.close();
  }

  #keep(record: StoreRecord): void {
    this.#engine.transaction(() => this.#engine.putRecord(record));
    this.#leases.remove(record.key);
  }

  #hang(record: StoreRecord, lease: Lease): void {
    this.#leases.put(record, lease);
    if (this.#engine.record(record.key) !== undefined) this.#engine.transaction(() => this.#engine.removeRecord(record.key));
  }

  #nextEtag(): string {
    this.#etags += 1;
    return `${this.#epoch}-${this.#etags}`;
  }
}

function gone(key: string): RecordChange {
  return { key, value: undefined, etag: undefined };
}

function byKey(left: StoreRecord, right: StoreRecord): number {
  if (left.key === right.key) return 0;
  return left.key < right.key ? -1 : 1;
}
