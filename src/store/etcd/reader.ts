import type { IKeyValue, IRangeRequest } from "etcd3/lib/rpc.js";
import { type CommitRecord, StoreError, type StoreRecord } from "../store.ts";
import type { EtcdConnection } from "./connection.ts";
import type { EtcdKeys, KeyRange } from "./keys.ts";
import { decodeCommit, decodeHead, decodeRecord, type EtcdHead, emptyHead, type Stage } from "./values.ts";

/** The head as it was at a revision of the engine. `text` is `undefined` when there is none yet. */
export interface HeadReading {
  readonly head: EtcdHead;
  readonly text: string | undefined;
  readonly engineRevision: string;
}

/** A commit with the mark by which its writer knows it. */
export interface ReadCommit {
  readonly record: CommitRecord;
  readonly transaction: string;
}

/** Which part of a range, and as of when. */
export interface PageOptions {
  /** Read as of this revision of the engine; by default the first page decides for all. */
  readonly engineRevision?: string;
  readonly descending?: boolean;
  readonly keysOnly?: boolean;
  /** Keys a page; default 200. */
  readonly pageSize?: number;
  readonly deadline?: number;
}

/** Reads what is stored; all reads are linearizable, and all pages of one range are of one moment. */
export class EtcdReader {
  readonly keys: EtcdKeys;
  readonly #connection: EtcdConnection;

  constructor(connection: EtcdConnection, keys: EtcdKeys) {
    this.#connection = connection;
    this.keys = keys;
  }

  async head(deadline?: number): Promise<HeadReading> {
    const { header, kvs } = await this.#range({ key: this.keys.head }, deadline);
    const [found] = kvs;
    return found === undefined ? { head: emptyHead, text: undefined, engineRevision: header.revision } : this.headOf(found, header.revision);
  }

  /** The head of its key. */
  headOf(found: IKeyValue, engineRevision: string): HeadReading {
    const text = found.value.toString("utf8");
    return { head: decodeHead(this.#name(found), text), text, engineRevision };
  }

  /** The value of one key. */
  async value(key: Buffer, deadline?: number): Promise<IKeyValue | undefined> {
    return (await this.#range({ key }, deadline)).kvs[0];
  }

  /** A range, page by page; of an empty one there is no page. */
  async *pages(range: KeyRange, { descending = false, keysOnly = false, pageSize = 200, ...options }: PageOptions = {}): AsyncIterable<readonly IKeyValue[]> {
    let { engineRevision } = options;
    let { key, range_end } = range;
    for (;;) {
      const order = descending ? ({ sort_order: "Descend", sort_target: "Key" } as const) : {};
      const request = { key, range_end, limit: pageSize, keys_only: keysOnly, ...(engineRevision !== undefined && { revision: engineRevision }), ...order };
      const { kvs, more, header } = await this.#range(request, options.deadline);
      engineRevision ??= header.revision;
      const last = kvs.at(-1);
      if (last === undefined) return;
      yield kvs;
      if (!more) return;
      if (descending) range_end = last.key;
      else key = Buffer.concat([last.key, Buffer.from([0])]);
    }
  }

  /** How many keys there are. */
  async count(range: KeyRange): Promise<number> {
    const { count } = await this.#range({ ...range, count_only: true });
    return Number(count);
  }

  /** Commits of a range of `history/`, in order; those that were staged with all their parts. */
  async *commits(range: KeyRange, options: PageOptions = {}): AsyncIterable<ReadCommit> {
    let { engineRevision } = options;
    engineRevision ??= (await this.head(options.deadline)).engineRevision;
    for await (const page of this.pages(range, { pageSize: 100, ...options, engineRevision })) {
      for (const found of page) yield await this.commit(found, { ...options, engineRevision });
    }
  }

  /** The commit of one key of `history/`. */
  async commit(found: IKeyValue, options: PageOptions = {}): Promise<ReadCommit> {
    const name = this.#name(found);
    const stored = decodeCommit(name, found.value.toString("utf8"));
    if (stored.kind === "inline") return stored;
    const whole = decodeCommit(name, await this.#stage(stored.stage, options));
    if (whole.kind === "inline") return whole;
    throw new StoreError("ERR_STORE_CORRUPT", `Key ${name} in etcd names a stage that names another one`);
  }

  /** Records of a range, by key. */
  async records(range: KeyRange, options: PageOptions = {}): Promise<StoreRecord[]> {
    const found: StoreRecord[] = [];
    for await (const page of this.pages(range, { pageSize: 1000, ...options })) found.push(...page.map((one) => this.record(one)));
    return found;
  }

  /** The record of one key of `record/`; its ETag is the revision of the engine that wrote it. */
  record(found: IKeyValue): StoreRecord {
    return { key: this.keys.recordKey(found.key), value: decodeRecord(this.#name(found), found.value.toString("utf8")), etag: found.mod_revision };
  }

  async #stage({ id, chunks }: Stage, options: PageOptions): Promise<string> {
    const parts: Buffer[] = [];
    for await (const page of this.pages(this.keys.stageChunks(id), { ...options, descending: false, pageSize: 8 }))
      parts.push(...page.map(({ value }) => value));
    if (parts.length === chunks) return Buffer.concat(parts).toString("utf8");
    throw new StoreError("ERR_STORE_CORRUPT", `Stage ${id} in etcd has ${parts.length} parts, its commit names ${chunks}`);
  }

  #range(request: IRangeRequest, deadline?: number) {
    const options = { repeatable: true, ...(deadline !== undefined && { deadline }) };
    return this.#connection.call(({ client, call }) => client.kv.range(request, call), options);
  }

  #name(found: IKeyValue): string {
    return found.key.toString("utf8");
  }
}
