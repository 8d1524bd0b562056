import type { Json } from "../../kit/json.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { wholeCommit } from "../commit/whole-commit.ts";
import { type CommitRecord, StoreError } from "../store.ts";

/** The schema that values are written with, and the newest that is read. */
const schemaVersion = 1;

/** The one key that decides what is true. */
export interface EtcdHead {
  /** Made at random with the first commit: another store under the same prefix has another. */
  readonly store: string;
  readonly revision: number;
  /** The oldest commit that is kept. */
  readonly oldest: number;
  /** True while the objects of the newest commit, a staged one, are still being written to their own keys. */
  readonly isPending: boolean;
  /** Somebody is writing a stage, or a whole backup; nothing else may be committed until it is true or its owner is gone. */
  readonly staging: { readonly id: string; readonly isRestore: boolean } | undefined;
}

/** The head of a store to which nothing was committed. */
export const emptyHead: EtcdHead = { store: "", revision: 0, oldest: 1, isPending: false, staging: undefined };

/** A commit as it is stored: itself, or the stage that holds its text. `transaction` tells its writer whether it arrived. */
export type StoredCommit =
  | { readonly kind: "inline"; readonly transaction: string; readonly record: CommitRecord }
  | { readonly kind: "staged"; readonly transaction: string; readonly revision: number; readonly stage: Stage };

/** The parts of a commit that is too large for one transaction. */
export interface Stage {
  readonly id: string;
  readonly chunks: number;
}

/** Writes the head; equal heads have equal text, so that it can be compared by value. */
export function encodeHead({ store, revision, oldest, isPending, staging }: EtcdHead): string {
  return JSON.stringify({
    schema: schemaVersion,
    store,
    revision,
    oldest,
    isPending,
    ...(staging && { staging: { id: staging.id, isRestore: staging.isRestore } }),
  });
}

/** Reads the head record; throws a `StoreError` for one of a newer schema. */
export function decodeHead(key: string, text: string): EtcdHead {
  const { store, revision, oldest, isPending, staging } = decode(key, text) as EtcdHead;
  return { store, revision, oldest, isPending, staging };
}

/** Writes a commit as it stands in `history/…`, or in the chunks of a stage. */
export function encodeCommit(record: CommitRecord, transaction: string): string {
  return JSON.stringify({ schema: schemaVersion, transaction, record });
}

/** Writes the name of the stage that holds a commit. */
export function encodeStagedCommit(revision: number, transaction: string, stage: Stage): string {
  return JSON.stringify({ schema: schemaVersion, transaction, revision, stage });
}

/** Reads a commit record; throws a `StoreError` for one of a newer schema. */
export function decodeCommit(key: string, text: string): StoredCommit {
  const value = decode(key, text) as { transaction: string; record?: CommitRecord; revision: number; stage: Stage };
  const { transaction, record, revision, stage } = value;
  return record === undefined ? { kind: "staged", transaction, revision, stage } : { kind: "inline", transaction, record: wholeCommit(record) };
}

/** An object as it is stored. */
export function encodeObject(object: StoredObject): string {
  return JSON.stringify({ schema: schemaVersion, object });
}

/** Reads an object; throws a `StoreError` for one of a newer schema. */
export function decodeObject(key: string, text: string): StoredObject {
  return (decode(key, text) as { object: StoredObject }).object;
}

/** A record as it is stored. */
export function encodeRecord(value: Json): string {
  return JSON.stringify({ schema: schemaVersion, value });
}

/** Reads a record; throws a `StoreError` for one of a newer schema. */
export function decodeRecord(key: string, text: string): Json {
  return (decode(key, text) as { value: Json }).value;
}

function decode(key: string, text: string): unknown {
  const schema = schemaOf(key, text);
  if (schema.number <= schemaVersion) return schema.value;
  const message = `Key ${key} in etcd has schema ${schema.number}, this program knows up to ${schemaVersion}: it was written by a newer one, start that one`;
  throw new StoreError("ERR_STORE_NEWER_SCHEMA", message);
}

function schemaOf(key: string, text: string): { number: number; value: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    const number: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "schema") : undefined;
    if (typeof number === "number") return { number, value };
  } catch (cause) {
    throw new StoreError("ERR_STORE_CORRUPT", `Key ${key} in etcd is not JSON`, { cause });
  }
  throw new StoreError("ERR_STORE_CORRUPT", `Key ${key} in etcd has no schema number: it is damaged, or of another program`);
}
