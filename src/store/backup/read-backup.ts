import { createHash } from "node:crypto";
import type { Json } from "../../kit/json.ts";
import { keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import { checkKey, checkRecordKey } from "../commit/check-commit.ts";
import { wholeCommit } from "../commit/whole-commit.ts";
import { compareKeys } from "../read/object-table.ts";
import { type CommitRecord, type ObjectChange, StoreError } from "../store.ts";
import { type Backup, type BackupHeader, type BackupRecord, backupFormat, backupVersion } from "./backup.ts";

/**
 * Reads a whole backup and checks it: format, version, order, counts, revisions and the checksum at its end, so that nothing of a damaged or
 * cut off file is ever restored. Throws `ERR_STORE_INVALID_BACKUP` or `ERR_STORE_NEWER_SCHEMA`, naming the line.
 */
export async function readBackup(lines: AsyncIterable<string> | Iterable<string>): Promise<Backup> {
  const reader = new BackupReader();
  for await (const line of lines) reader.line(line.replace(/\r?\n$/u, ""));
  return reader.end();
}

class BackupReader {
  readonly #hash = createHash("sha256");
  readonly #objects: StoredObject[] = [];
  readonly #commits: CommitRecord[] = [];
  readonly #records: BackupRecord[] = [];
  #header: BackupHeader | undefined;
  #count = 0;
  #isComplete = false;

  line(text: string): void {
    if (this.#isComplete && text === "") return;
    if (this.#isComplete) throw this.#invalid("stands after the end");
    this.#count += 1;
    const value = this.#parse(text);
    if (value["end"] === true) {
      this.#readTrailer(value);
      return;
    }
    if (this.#header === undefined) this.#header = this.#readHeader(value);
    else this.#readLine(value, this.#header);
    this.#hash.update(`${text}\n`);
  }

  end(): Backup {
    if (this.#header === undefined) throw new StoreError("ERR_STORE_INVALID_BACKUP", "Backup is empty");
    if (!this.#isComplete) throw new StoreError("ERR_STORE_INVALID_BACKUP", `Backup is cut off after line ${this.#count}`);
    const { revision, oldest } = this.#header;
    return { revision, oldest, objects: this.#objects, commits: this.#commits, records: this.#records };
  }

  #parse(text: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(text);
      if (isObject(value)) return value;
    } catch (cause) {
      throw new StoreError("ERR_STORE_INVALID_BACKUP", `Line ${this.#count} of the backup is not JSON`, { cause });
    }
    throw this.#invalid("is not a JSON object");
  }

  #readHeader(value: Record<string, unknown>): BackupHeader {
    if (value["format"] !== backupFormat) throw this.#invalid(`does not start with the format "${backupFormat}": this is not a backup`);
    const version = value["version"];
    if (!isCount(version) || version < 1) throw this.#invalid("has no version");
    if (version > backupVersion) {
      throw new StoreError("ERR_STORE_NEWER_SCHEMA", `Backup has version ${version}, this program reads up to ${backupVersion}: restore it with a newer one`);
    }
    for (const name of ["revision", "oldest", "objects", "commits", "records"]) if (!isCount(value[name])) throw this.#invalid(`has no ${name}`);
    const header = value as unknown as BackupHeader;
    if (header.oldest + header.commits !== header.revision + 1) throw this.#invalid("has a count of commits that does not fit its revisions");
    return header;
  }

  #readLine(value: Record<string, unknown>, header: BackupHeader): void {
    if (isObject(value["object"])) this.#readObject(value["object"], header);
    else if (isObject(value["commit"])) this.#readCommit(value["commit"], header);
    else if (isObject(value["record"])) this.#readRecord(value["record"]);
    else throw this.#invalid("is neither an object nor a commit nor a record");
  }

  #readObject(value: Record<string, unknown>, header: BackupHeader): void {
    if (!isStoredObject(value) || value.revision > header.revision) throw this.#invalid("is not an object as it is stored");
    this.#checkKey(value);
    const last = this.#objects.at(-1);
    if (last !== undefined && compareKeys(last, value) >= 0) throw this.#invalid(`has object ${keyText(value)} out of order`);
    this.#objects.push(value);
  }

  #readCommit(value: Record<string, unknown>, header: BackupHeader): void {
    const wanted = header.oldest + this.#commits.length;
    if (!isCommit(value)) throw this.#invalid("is not a commit as it is stored");
    if (value.revision !== wanted) throw this.#invalid(`has commit ${value.revision} where ${wanted} has to be`);
    for (const { key } of value.changes) this.#checkKey(key);
    this.#commits.push(wholeCommit(value));
  }

  #readRecord(value: Record<string, unknown>): void {
    const key = value["key"];
    if (typeof key !== "string" || value["value"] === undefined) throw this.#invalid("is not a record as it is stored");
    checkRecordKey(key);
    this.#records.push({ key, value: value["value"] as Json });
  }

  #readTrailer(value: Record<string, unknown>): void {
    const header = this.#header;
    const found = { objects: this.#objects.length, commits: this.#commits.length, records: this.#records.length };
    for (const name of ["objects", "commits", "records"] as const) {
      if (header?.[name] !== found[name]) throw this.#invalid(`ends a backup with ${found[name]} ${name}, its start says ${header?.[name]}`);
    }
    if (this.#header === undefined || value["lines"] !== this.#count - 1) throw this.#invalid(`says that ${String(value["lines"])} lines stand before it`);
    if (value["sha256"] !== this.#hash.digest("hex"))
      throw this.#invalid("has another checksum than the lines before it: the backup was changed or is damaged");
    this.#isComplete = true;
  }

  #checkKey(key: ObjectKey): void {
    try {
      checkKey(key);
    } catch (cause) {
      throw new StoreError("ERR_STORE_INVALID_BACKUP", `Line ${this.#count} of the backup has an object that cannot be stored`, { cause });
    }
  }

  #invalid(what: string): StoreError {
    return new StoreError("ERR_STORE_INVALID_BACKUP", `Line ${this.#count} of the backup ${what}`);
  }
}

function isStoredObject(value: unknown): value is StoredObject {
  if (!isObject(value) || !isCount(value["revision"]) || !isKey(value)) return false;
  const texts = ["createdAt", "updatedAt", "owner"].every((name) => typeof value[name] === "string");
  return texts && isObject(value["labels"]) && isObject(value["spec"]);
}

function isCommit(value: unknown): value is CommitRecord {
  if (!isObject(value) || !isCount(value["revision"]) || !Array.isArray(value["changes"])) return false;
  return ["author", "reason", "at"].every((name) => typeof value[name] === "string") && value["changes"].every(isChange);
}

function isChange(value: unknown): value is ObjectChange {
  if (!isObject(value) || !isObject(value["key"]) || !isKey(value["key"])) return false;
  const { before, after } = value;
  return (before === undefined || isStoredObject(before)) && (after === undefined || isStoredObject(after)) && before !== after;
}

function isKey(value: Record<string, unknown>): value is Record<string, unknown> & ObjectKey {
  return ["kind", "namespace", "name"].every((name) => typeof value[name] === "string");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
