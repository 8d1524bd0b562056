import type { Json } from "../../kit/json.ts";
import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import type { Backup, BackupLine, BackupSource } from "../backup/backup.ts";
import type { Engine, Head } from "../embedded/engine.ts";
import type { ObjectRange } from "../read/object-table.ts";
import type { Undo } from "../read/page.ts";
import type { CommitRecord, CompactOptions, StoreRecord } from "../store.ts";
import type { Database, Row } from "./database.ts";
import { HistoryTable } from "./history-table.ts";

/** Greater than every text that starts with what stands before it. */
const afterAll = "\u{10ffff}";

/** Keeps everything in one SQLite file. Statements are synchronous; a commit waits for the disk. */
export class SqliteEngine implements Engine {
  readonly #database: Database;
  readonly #history: HistoryTable;

  constructor(database: Database) {
    this.#database = database;
    this.#history = new HistoryTable(database);
  }

  head(): Head {
    const row = this.#database.first("SELECT revision, oldest FROM head");
    return { revision: Number(row?.["revision"]), oldest: Number(row?.["oldest"]) };
  }

  get({ kind, namespace, name }: ObjectKey): StoredObject | undefined {
    const row = this.#database.first("SELECT content FROM object WHERE kind = ? AND namespace = ? AND name = ?", kind, namespace, name);
    return row === undefined ? undefined : toObject(row);
  }

  range({ kind, namespace, after, limit }: ObjectRange): readonly StoredObject[] {
    const from = [after?.kind ?? kind ?? "", after?.namespace ?? namespace ?? "", after?.name ?? ""];
    const filters = Object.entries({ kind, namespace }).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
    const conditions = ["(kind, namespace, name) > (?, ?, ?)", ...filters.map(({ column }) => `${column} = ?`)];
    const values = [...from, ...filters.map(({ value }) => value)];
    const sql = `SELECT content FROM object WHERE ${conditions.join(" AND ")} ORDER BY kind, namespace, name LIMIT ?`;
    return this.#database.all(sql, ...values, Number.isFinite(limit) ? limit : -1).map(toObject);
  }

  undo(revision: number, key?: ObjectKey): Undo {
    return this.#history.undo(revision, key);
  }

  commitsAfter(revision: number, limit: number): readonly CommitRecord[] {
    return this.#history.after(revision, limit);
  }

  commitsBefore(revision: number, { limit, key }: { readonly limit: number; readonly key: ObjectKey | undefined }): readonly CommitRecord[] {
    return key === undefined ? this.#history.before(revision, limit) : this.#history.beforeTouching(revision, limit, key);
  }

  append(record: CommitRecord): void {
    this.#history.append(record);
    for (const { key, after } of record.changes) {
      if (after === undefined) this.#database.run("DELETE FROM object WHERE kind = ? AND namespace = ? AND name = ?", key.kind, key.namespace, key.name);
      else this.#putObject(after);
    }
    this.#database.run("UPDATE head SET revision = ?", record.revision);
  }

  record(key: string): StoreRecord | undefined {
    const row = this.#database.first("SELECT * FROM record WHERE key = ?", key);
    return row === undefined ? undefined : toRecord(row);
  }

  records(prefix: string): readonly StoreRecord[] {
    return this.#database.all("SELECT * FROM record WHERE key >= ? AND key < ?", prefix, prefix + afterAll).map(toRecord);
  }

  putRecord({ key, value, etag }: StoreRecord): void {
    this.#database.run("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", key, JSON.stringify(value), etag);
  }

  removeRecord(key: string): boolean {
    return this.#database.run("DELETE FROM record WHERE key = ?", key) > 0;
  }

  oldestToKeep(options: CompactOptions): number {
    return this.#history.oldestToKeep(options, this.head().revision);
  }

  forget(oldest: number): void {
    this.#history.forget(oldest);
    this.#database.run("UPDATE head SET oldest = ?", oldest);
  }

  backup(): BackupSource {
    const database = this.#database.reader();
    database.pin();
    const engine = new SqliteEngine(database);
    const history = new HistoryTable(database);
    const objects = Number(database.first("SELECT count(*) AS count FROM object")?.["count"]);
    const records = Number(database.first("SELECT count(*) AS count FROM record WHERE key >= 'meta/' AND key < 'meta0'")?.["count"]);
    return { ...engine.head(), objects, commits: history.count(), records, content: linesOf(database, history), close: () => database.close() };
  }

  load({ revision, oldest, objects, commits }: Backup): void {
    for (const object of objects) this.#putObject(object);
    for (const commit of commits) this.#history.append(commit);
    this.#database.run("UPDATE head SET revision = ?, oldest = ?", revision, oldest);
  }

  transaction<T>(body: () => T): T {
    return this.#database.transaction(body);
  }

  snapshot<T>(body: () => T): T {
    return this.#database.snapshot(body);
  }

  ping(): void {
    this.head();
  }

  close(): void {
    this.#database.close();
  }

  #putObject(object: StoredObject): void {
    this.#database.run("INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?)", object.kind, object.namespace, object.name, JSON.stringify(object));
  }
}

function* linesOf(database: Database, history: HistoryTable): Iterable<BackupLine> {
  for (const row of database.each("SELECT content FROM object ORDER BY kind, namespace, name")) yield { object: toObject(row) };
  for (const commit of history.each()) yield { commit };
  for (const row of database.each("SELECT * FROM record WHERE key >= 'meta/' AND key < 'meta0' ORDER BY key")) {
    const { key, value } = toRecord(row);
    yield { record: { key, value } };
  }
}

function toObject(row: Row): StoredObject {
  return JSON.parse(String(row["content"])) as StoredObject;
}

function toRecord(row: Row): StoreRecord {
  return { key: String(row["key"]), value: JSON.parse(String(row["content"])) as Json, etag: String(row["etag"]) };
}
