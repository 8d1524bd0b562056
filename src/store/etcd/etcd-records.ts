import type { IKeyValue, ITxnResponse } from "etcd3/lib/rpc.js";
import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import { checkRecordKey, storableText } from "../commit/check-commit.ts";
import { type Lease, type PutRecordOptions, type PutRecordResult, StoreError, type StoreRecord } from "../store.ts";
import { deleteOperation, putOperation } from "./batch.ts";
import { EtcdLease } from "./etcd-lease.ts";
import type { EtcdParts } from "./stager.ts";
import { isAbsent, isAt, isThere, transact } from "./transaction.ts";
import { encodeRecord } from "./values.ts";

/** The records of a store: one key each; the ETag is the revision of the engine that wrote it. */
export class EtcdRecords {
  readonly #parts: EtcdParts;
  readonly #leases = new Set<EtcdLease>();

  constructor(parts: EtcdParts) {
    this.#parts = parts;
  }

  async get(key: string): Promise<StoreRecord | undefined> {
    const { reader, keys } = this.#parts;
    const found = await reader.value(keys.record(key));
    return found === undefined ? undefined : reader.record(found);
  }

  async list(prefix: string): Promise<readonly StoreRecord[]> {
    const { reader, keys } = this.#parts;
    const records = await reader.records(keys.recordsUnder(prefix));
    return records.sort((left, right) => (left.key < right.key ? -1 : 1));
  }

  async put(key: string, value: Json, { expected, lease }: PutRecordOptions): Promise<PutRecordResult> {
    checkRecordKey(key);
    storableText(`Record ${key}`, value);
    const { connection, keys } = this.#parts;
    const target = keys.record(key);
    const compare = expected === undefined ? [] : [isExpected(target, expected)];
    const success = [putOperation(target, encodeRecord(value), lease?.id)];
    const failure = [{ request_range: { key: target, keys_only: true } }];
    const answer = await transact(connection, { compare, success, failure }).catch((error: unknown) => this.#unlessWritten(error, { key, value, lease }));
    if ("kind" in answer) return answer;
    return answer.succeeded ? { kind: "written", etag: answer.header.revision } : { kind: "conflict", actual: foundIn(answer)?.mod_revision ?? "absent" };
  }

  async remove(key: string, expected: string | undefined): Promise<boolean> {
    const { connection, keys } = this.#parts;
    const target = keys.record(key);
    const compare = [expected === undefined ? isThere(target) : isExpected(target, expected)];
    return (await transact(connection, { compare, success: [deleteOperation(target)] })).succeeded;
  }

  async grant(clock: Clock, ttlMs: number): Promise<Lease> {
    const lease = await EtcdLease.grant(this.#parts.connection, clock, { ttlMs, onEnd: (ended) => this.#leases.delete(ended) });
    this.#leases.add(lease);
    return lease;
  }

  /** Revokes all leases, so that their records are gone at once; what cannot be reached ends by itself. */
  async close(): Promise<void> {
    await Promise.all([...this.#leases].map((lease) => lease.revoke().catch(() => undefined)));
  }

  /** The write that fills etcd up is done, and refused in the same breath (its quotaApplierV3). */
  async #unlessWritten(error: unknown, { key, value, lease }: { key: string; value: Json; lease: Lease | undefined }): Promise<PutRecordResult> {
    if (!(error instanceof StoreError) || error.code !== "ERR_STORE_FULL") throw error;
    const { reader, keys } = this.#parts;
    const found = await reader.value(keys.record(key));
    if (found === undefined || found.value.toString("utf8") !== encodeRecord(value) || found.lease !== (lease?.id ?? "0")) throw error;
    return { kind: "written", etag: found.mod_revision };
  }
}

/** An ETag that etcd cannot have given out is one that nothing has. */
function isExpected(key: Buffer, expected: string) {
  if (expected === "absent") return isAbsent(key);
  return isAt(key, /^[1-9]\d{0,17}$/u.test(expected) ? expected : "9223372036854775807");
}

function foundIn({ responses }: ITxnResponse): IKeyValue | undefined {
  return responses[0]?.response_range.kvs[0];
}
