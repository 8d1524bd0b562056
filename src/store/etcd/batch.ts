import type { IRequestOp } from "etcd3/lib/rpc.js";
import { keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { CommitRecord, ObjectChange } from "../store.ts";
import type { EtcdKeys, KeyRange } from "./keys.ts";
import { encodeCommit, encodeObject } from "./values.ts";

/** etcd takes 128 operations and 1.5 MiB in one transaction; some room is left for the head, conditions and encoding. */
const maxOperations = 120;
const maxBytes = 1_300_000;
/** What an operation costs beside its key and value. */
const overheadBytes = 32;

/** An operation that writes a value. */
export function putOperation(key: Buffer, value: string | Buffer, lease?: string): IRequestOp {
  return { request_put: { key, value: typeof value === "string" ? Buffer.from(value) : value, ...(lease !== undefined && { lease }) } };
}

/** An operation that deletes a key, or a range of keys. */
export function deleteOperation(target: Buffer | KeyRange): IRequestOp {
  return { request_delete_range: Buffer.isBuffer(target) ? { key: target } : target };
}

/** The operations that make one change true in the objects' own keys, and note which commit did it. */
export function changeOperations(keys: EtcdKeys, { key, after }: ObjectChange, revision: number): IRequestOp[] {
  return [objectOperation(keys, key, after), putOperation(keys.touch(key, revision), "")];
}

/** Bytes that operations add to a request, about. */
export function sizeOf(operations: readonly IRequestOp[]): number {
  let bytes = 0;
  for (const { request_put: put, request_delete_range: gone } of operations) {
    bytes += overheadBytes + (put?.key?.length ?? 0) + (put?.value?.length ?? 0) + (gone?.key?.length ?? 0);
  }
  return bytes;
}

/** Cuts operations into groups that fit one transaction each, in order. */
export function* groups(operations: Iterable<IRequestOp>): Iterable<readonly IRequestOp[]> {
  let group: IRequestOp[] = [];
  let bytes = 0;
  for (const operation of operations) {
    const size = sizeOf([operation]);
    if (group.length > 0 && (group.length >= maxOperations || bytes + size > maxBytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(operation);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

/** The commits of one transaction. An object that several of them change is written once, as the last one leaves it. */
export class Batch {
  readonly records: CommitRecord[] = [];
  readonly #keys: EtcdKeys;
  readonly #transaction: string;
  readonly #appended: IRequestOp[] = [];
  readonly #objects = new Map<string, { readonly after: StoredObject | undefined; readonly operation: IRequestOp }>();
  #bytes = 0;

  constructor(keys: EtcdKeys, transaction: string) {
    this.#keys = keys;
    this.#transaction = transaction;
  }

  /** Adds a commit. False, and nothing is added, when the transaction would be too large with it. */
  add(record: CommitRecord): boolean {
    const appended = [
      putOperation(this.#keys.commit(record.revision), encodeCommit(record, this.#transaction)),
      ...record.changes.map(({ key }) => putOperation(this.#keys.touch(key, record.revision), "")),
    ];
    if (this.#appended.length + appended.length + this.#objects.size + record.changes.length > maxOperations) return false;
    const objects = record.changes.map(({ key, after }) => ({ key, after, operation: objectOperation(this.#keys, key, after) }));
    const bytes = sizeOf([...appended, ...objects.map(({ operation }) => operation)]);
    if (this.#bytes + bytes > maxBytes) return false;
    this.#bytes += bytes;
    this.#appended.push(...appended);
    for (const { key, after, operation } of objects) this.#objects.set(keyText(key), { after, operation });
    this.records.push(record);
    return true;
  }

  /** True when a commit of this batch changes the object. */
  has(key: ObjectKey): boolean {
    return this.#objects.has(keyText(key));
  }

  /** The object as the last commit of this batch leaves it. */
  get(key: ObjectKey): StoredObject | undefined {
    return this.#objects.get(keyText(key))?.after;
  }

  operations(): IRequestOp[] {
    return [...this.#appended, ...[...this.#objects.values()].map(({ operation }) => operation)];
  }
}

function objectOperation(keys: EtcdKeys, key: ObjectKey, after: StoredObject | undefined): IRequestOp {
  return after === undefined ? deleteOperation(keys.object(key)) : putOperation(keys.object(key), encodeObject(after));
}
