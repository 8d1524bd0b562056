import { type Kind, keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { Undo } from "../read/page.ts";
import type { CommitRecord, CompactOptions, ObjectChange } from "../store.ts";
import type { Database, Row } from "./database.ts";

/** The commits of a database: table `history` and, for what they changed, `change`. */
export class HistoryTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append({ revision, changes, ...head }: CommitRecord): void {
    this.#database.run("INSERT INTO history VALUES (?, ?, ?)", revision, Date.parse(head.at) || 0, JSON.stringify(head));
    for (const [place, { key, before, after }] of changes.entries()) {
      const { kind, namespace, name } = key;
      this.#database.run("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", revision, place, kind, namespace, name, toText(before), toText(after));
    }
  }

  /** The first change after `revision` of each object, or of the one. */
  undo(revision: number, key: ObjectKey | undefined): Undo {
    const rows = key === undefined ? this.#changesAfter(revision) : this.#firstChangeAfter(revision, key);
    return new Map(rows.map(toChange).map((change) => [keyText(change.key), change]));
  }

  after(revision: number, limit: number): readonly CommitRecord[] {
    return this.#database.all("SELECT * FROM history WHERE revision > ? ORDER BY revision LIMIT ?", revision, limit).map((row) => this.#toCommit(row));
  }

  before(revision: number, limit: number): readonly CommitRecord[] {
    return this.#database.all("SELECT * FROM history WHERE revision < ? ORDER BY revision DESC LIMIT ?", revision, limit).map((row) => this.#toCommit(row));
  }

  /** As `before`, only those that touched the object. */
  beforeTouching(revision: number, limit: number, { kind, namespace, name }: ObjectKey): readonly CommitRecord[] {
    const touched = "SELECT DISTINCT revision FROM change WHERE kind = ? AND namespace = ? AND name = ? AND revision < ? ORDER BY revision DESC LIMIT ?";
    const sql = `SELECT * FROM history WHERE revision IN (${touched}) ORDER BY revision DESC`;
    return this.#database.all(sql, kind, namespace, name, revision, limit).map((row) => this.#toCommit(row));
  }

  /** All commits, oldest first, one by one. */
  *each(): Iterable<CommitRecord> {
    for (const row of this.#database.each("SELECT * FROM history ORDER BY revision")) yield this.#toCommit(row);
  }

  count(): number {
    return Number(this.#database.first("SELECT count(*) AS count FROM history")?.["count"]);
  }

  oldestToKeep({ keep, olderThan }: CompactOptions, newest: number): number {
    const row = this.#database.first("SELECT min(revision) AS revision FROM history WHERE at_ms >= ?", Date.parse(olderThan));
    return Math.min(Number(row?.["revision"] ?? newest + 1), newest + 1 - keep);
  }

  forget(oldest: number): void {
    this.#database.run("DELETE FROM history WHERE revision < ?", oldest);
    this.#database.run("DELETE FROM change WHERE revision < ?", oldest);
  }

  /** Newest first, so that a map made of them ends with the first change of each object. */
  #changesAfter(revision: number): readonly Row[] {
    return this.#database.all("SELECT * FROM change WHERE revision > ? ORDER BY revision DESC", revision);
  }

  #firstChangeAfter(revision: number, { kind, namespace, name }: ObjectKey): readonly Row[] {
    const sql = "SELECT * FROM change WHERE kind = ? AND namespace = ? AND name = ? AND revision > ? ORDER BY revision LIMIT 1";
    return this.#database.all(sql, kind, namespace, name, revision);
  }

  #toCommit(row: Row): CommitRecord {
    const revision = Number(row["revision"]);
    const header = JSON.parse(String(row["content"])) as Omit<CommitRecord, "revision" | "changes">;
    const changes = this.#database.all("SELECT * FROM change WHERE revision = ? ORDER BY place", revision).map(toChange);
    return { revision, ...header, changes };
  }
}

function toChange(row: Row): ObjectChange {
  const key = { kind: String(row["kind"]) as Kind, namespace: String(row["namespace"]), name: String(row["name"]) };
  return { key, before: toObject(row["before"]), after: toObject(row["after"]) };
}

function toObject(text: Row[string] | undefined): StoredObject | undefined {
  return typeof text === "string" ? (JSON.parse(text) as StoredObject) : undefined;
}

function toText(object: StoredObject | undefined): string | null {
  return object === undefined ? null : JSON.stringify(object);
}
