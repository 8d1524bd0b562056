import { keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { Backup, BackupLine, BackupSource } from "../backup/backup.ts";
import type { Engine, Head } from "../embedded/engine.ts";
import { type ObjectRange, ObjectTable } from "../read/object-table.ts";
import type { Undo } from "../read/page.ts";
import type { CommitRecord, CompactOptions, ObjectChange, StoreRecord } from "../store.ts";

/** Keeps everything in memory. Nothing here can fail halfway, so a transaction is a plain call. */
export class MemoryEngine implements Engine {
  #objects = new ObjectTable();
  #commits: CommitRecord[] = [];
  #revision = 0;
  readonly #records = new Map<string, StoreRecord>();
  /** Revisions that touched an object, oldest first, by key text. */
  readonly #touched = new Map<string, number[]>();

  head(): Head {
    return { revision: this.#revision, oldest: this.#revision + 1 - this.#commits.length };
  }

  get(key: ObjectKey): StoredObject | undefined {
    return this.#objects.get(key);
  }

  range(range: ObjectRange): readonly StoredObject[] {
    return this.#objects.range(range);
  }

  undo(revision: number, key?: ObjectKey): Undo {
    if (key !== undefined) return this.#undoOne(revision, key);
    const undo = new Map<string, ObjectChange>();
    for (const commit of this.#commits.slice(this.#place(revision + 1)).reverse()) {
      for (const change of commit.changes) undo.set(keyText(change.key), change);
    }
    return undo;
  }

  commitsAfter(revision: number, limit: number): readonly CommitRecord[] {
    const place = this.#place(revision + 1);
    return this.#commits.slice(place, place + limit);
  }

  commitsBefore(revision: number, { limit, key }: { readonly limit: number; readonly key: ObjectKey | undefined }): readonly CommitRecord[] {
    if (key !== undefined) {
      const revisions = (this.#touched.get(keyText(key)) ?? []).filter((touched) => touched < revision);
      return revisions
        .slice(-limit)
        .reverse()
        .map((touched) => this.#at(touched));
    }
    const end = Math.min(this.#commits.length, Math.max(0, this.#place(revision)));
    return this.#commits.slice(Math.max(0, end - limit), end).reverse();
  }

  append(record: CommitRecord): void {
    this.#objects.apply(record.changes);
    this.#keep(record);
    this.#revision = record.revision;
  }

  record(key: string): StoreRecord | undefined {
    return this.#records.get(key);
  }

  records(prefix: string): readonly StoreRecord[] {
    return [...this.#records.values()].filter((record) => record.key.startsWith(prefix));
  }

  putRecord(record: StoreRecord): void {
    this.#records.set(record.key, record);
  }

  removeRecord(key: string): boolean {
    return this.#records.delete(key);
  }

  oldestToKeep({ keep, olderThan }: CompactOptions): number {
    const since = Date.parse(olderThan);
    const byAge = this.#commits.find((commit) => Date.parse(commit.at) >= since)?.revision ?? this.#revision + 1;
    return Math.min(byAge, this.#revision + 1 - keep);
  }

  forget(oldest: number): void {
    for (const commit of this.#commits.splice(0, this.#place(oldest))) {
      for (const { key } of commit.changes) this.#forgetTouch(keyText(key), commit.revision);
    }
  }

  backup(): BackupSource {
    const objects = this.#objects.all();
    const commits = [...this.#commits];
    const records = this.records("meta/").toSorted((left, right) => (left.key < right.key ? -1 : 1));
    const content: BackupLine[] = [
      ...objects.map((object) => ({ object })),
      ...commits.map((commit) => ({ commit })),
      ...records.map(({ key, value }) => ({ record: { key, value } })),
    ];
    return { ...this.head(), objects: objects.length, commits: commits.length, records: records.length, content, close: () => undefined };
  }

  load({ revision, objects, commits }: Backup): void {
    this.#objects = new ObjectTable(objects);
    for (const commit of commits) this.#keep(commit);
    this.#revision = revision;
  }

  transaction<T>(body: () => T): T {
    return body();
  }

  snapshot<T>(body: () => T): T {
    return body();
  }

  ping(): void {
    // Memory is always there.
  }

  close(): void {
    // Nothing is held.
  }

  #undoOne(revision: number, key: ObjectKey): Undo {
    const text = keyText(key);
    const first = this.#touched.get(text)?.find((touched) => touched > revision);
    if (first === undefined) return new Map();
    const change = this.#at(first).changes.find((candidate) => keyText(candidate.key) === text);
    return change === undefined ? new Map() : new Map([[text, change]]);
  }

  #keep(commit: CommitRecord): void {
    this.#commits.push(commit);
    for (const { key } of commit.changes) {
      const text = keyText(key);
      const touched = this.#touched.get(text);
      if (touched === undefined) this.#touched.set(text, [commit.revision]);
      else touched.push(commit.revision);
    }
  }

  #forgetTouch(text: string, revision: number): void {
    const left = this.#touched.get(text)?.filter((touched) => touched !== revision) ?? [];
    if (left.length === 0) this.#touched.delete(text);
    else this.#touched.set(text, left);
  }

  #place(revision: number): number {
    return revision - this.head().oldest;
  }

  #at(revision: number): CommitRecord {
    return this.#commits[this.#place(revision)] as CommitRecord;
  }
}
