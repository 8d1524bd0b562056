import { ephemeralKinds, keyText, kinds, type ObjectKey, type WrittenObject } from "../../model/object/object.ts";
import { type CommitRequest, type ObjectWrite, StoreError } from "../store.ts";

/** What one object or record may have as JSON text, in bytes: etcd takes 1.5 MiB in one request, and a backup must fit every adapter. */
const maxValueBytes = 1_000_000;

/** Printable ASCII without the slash that separates the parts of a key; in this range every adapter sorts alike. */
const keyPart = /^[\x21-\x2e\x30-\x7e]{1,253}$/u;

/**
 * Refuses what no adapter could store: throws `ERR_STORE_INVALID_REQUEST` for a malformed or ephemeral key, for a key that is written twice
 * and for a time that is none, `ERR_STORE_TOO_LARGE` for an object. Whether users may write such an object is not asked here. Answers the
 * request as it will be stored: a copy, with nothing that JSON would lose.
 */
export function checkCommit(request: CommitRequest): CommitRequest {
  if (Number.isNaN(Date.parse(request.at))) throw invalid(`Time "${request.at}" of a commit is not ISO 8601`);
  const seen = new Set<string>();
  for (const write of request.writes) {
    const key = keyOfWrite(write);
    checkKey(key);
    const text = keyText(key);
    if (seen.has(text)) throw invalid(`Object ${text} is written twice in one commit`);
    seen.add(text);
  }
  return { ...request, writes: request.writes.map((write) => (write.kind === "put" ? { ...write, object: storable(write.object) } : write)) };
}

/** The key that a write is about. */
export function keyOfWrite(write: ObjectWrite): ObjectKey {
  return write.kind === "put" ? write.object : write.key;
}

/** A value as JSON text. Throws `ERR_STORE_TOO_LARGE`, and `ERR_STORE_INVALID_REQUEST` for what is not JSON. */
export function storableText(what: string, value: unknown): string {
  const text = toJson(what, value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxValueBytes) return text;
  throw new StoreError("ERR_STORE_TOO_LARGE", `${what} has ${bytes} bytes as JSON, at most ${maxValueBytes} can be stored`);
}

/** Refuses a record key that is empty, longer than 1,024 bytes or has control characters. */
export function checkRecordKey(key: string): void {
  if (/^[^\p{Cc}\p{Cs}]+$/u.test(key) && Buffer.byteLength(key) <= 1024) return;
  throw invalid(`Record key ${JSON.stringify(key)} must have 1 to 1,024 bytes and no control characters`);
}

function storable(object: WrittenObject): WrittenObject {
  const { kind, name, namespace, labels, spec } = object;
  return JSON.parse(storableText(`Object ${keyText(object)}`, { kind, name, namespace, labels, spec })) as WrittenObject;
}

function toJson(what: string, value: unknown): string {
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    throw new StoreError("ERR_STORE_INVALID_REQUEST", `${what} is not JSON`, { cause });
  }
  throw invalid(`${what} is not JSON`);
}

/** Refuses a key that cannot be stored: `ERR_STORE_INVALID_REQUEST`. */
export function checkKey(key: ObjectKey): void {
  if (!kinds.includes(key.kind)) throw invalid(`Kind "${key.kind}" cannot be stored`);
  if (ephemeralKinds.has(key.kind)) throw invalid(`Object ${keyText(key)} is ephemeral: it is a record, not part of a commit`);
  if (!keyPart.test(key.name)) throw invalid(`Name ${JSON.stringify(key.name)} of a ${key.kind} cannot be stored`);
  if (key.namespace !== "" && !keyPart.test(key.namespace)) {
    throw invalid(`Namespace ${JSON.stringify(key.namespace)} of ${key.kind} ${key.name} cannot be stored`);
  }
}

function invalid(message: string): StoreError {
  return new StoreError("ERR_STORE_INVALID_REQUEST", message);
}
