import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { StoreError } from "../store.ts";
import { lockFile } from "./file-lock.ts";
import { applicationId, schema, schemaVersion } from "./schema.ts";
import { toStoreError } from "./sqlite-error.ts";

/** A row as SQLite answers it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** How a database is opened. */
export interface DatabaseOptions {
  readonly folder: string;
  /** Name of the database in the folder; default `sluice.db`. */
  readonly file?: string;
  /** True: read only, beside the process that has the store. */
  readonly readOnly?: boolean;
  /** The most pages of 4,096 bytes that the file may have; by default SQLite's own limit. For tests of a full disk. */
  readonly maxPages?: number;
}

/** The one file of a store: opened, checked, with prepared statements. Errors are `StoreError`s. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #file: string;
  readonly #release: () => void;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(connection: DatabaseSync, file: string, release: () => void) {
    this.#connection = connection;
    this.#file = file;
    this.#release = release;
  }

  /** Opens or creates the store of a folder and takes it for this process, unless it is to be read only. */
  static open({ folder, file: name = "sluice.db", readOnly = false, maxPages }: DatabaseOptions): Database {
    const file = join(folder, name);
    if (readOnly) return Database.#openExisting(file);
    makeFolder(folder);
    const lock = lockFile(file);
    try {
      const connection = connect(file, false);
      return guarded(connection, file, () => {
        prepare(connection, file);
        if (maxPages !== undefined) connection.exec(`PRAGMA max_page_count = ${maxPages}`);
        return new Database(connection, file, () => lock.release());
      });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  static #openExisting(file: string): Database {
    if (!existsSync(file)) throw new StoreError("ERR_STORE_FOREIGN", `There is no store: ${file} does not exist`);
    const connection = connect(file, true);
    return guarded(connection, file, () => {
      if (isNew(connection)) throw new StoreError("ERR_STORE_FOREIGN", `Store ${file} is empty`);
      checkOrigin(connection, file);
      return new Database(connection, file, () => undefined);
    });
  }

  /** A second connection, for reading one moment while others write. */
  reader(): Database {
    return Database.#openExisting(this.#file);
  }

  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).changes));
  }

  first(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#guard(() => this.#statement(sql).all(...values));
  }

  /** Rows one by one; for results that are too large for `all`. */
  *each(sql: string): Iterable<Row> {
    try {
      yield* this.#connection.prepare(sql).iterate();
    } catch (error) {
      throw toStoreError(error, this.#file);
    }
  }

  /** All that `body` writes becomes true, or nothing if it throws. */
  transaction<T>(body: () => T): T {
    return this.#within("BEGIN IMMEDIATE", body);
  }

  /** All that `body` reads is of one moment. */
  snapshot<T>(body: () => T): T {
    return this.#within("BEGIN", body);
  }

  /** Starts reading at this moment; ends with `close`. */
  pin(): void {
    this.#guard(() => this.#connection.exec("BEGIN"));
  }

  close(): void {
    try {
      this.#guard(() => this.#connection.close());
    } finally {
      this.#release();
    }
  }

  #within<T>(begin: string, body: () => T): T {
    return this.#guard(() => {
      this.#connection.exec(begin);
      try {
        const result = body();
        this.#connection.exec("COMMIT");
        return result;
      } catch (error) {
        // A full disk ends the transaction by itself.
        if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
        throw error;
      }
    });
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#connection.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw toStoreError(error, this.#file);
    }
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StoreError("ERR_STORE_DENIED", `Folder ${folder} cannot be made`, { cause });
  }
}

function connect(file: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly, timeout: 5000 });
  } catch (error) {
    throw toStoreError(error, file);
  }
}

function guarded<T>(connection: DatabaseSync, file: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    connection.close();
    throw toStoreError(error, file);
  }
}

function prepare(connection: DatabaseSync, file: string): void {
  const isFresh = isNew(connection);
  if (!isFresh) checkOrigin(connection, file);
  const mode = connection.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
  if (mode !== "wal") throw new StoreError("ERR_STORE_UNAVAILABLE", `Store ${file} is on a file system without shared memory (journal mode ${String(mode)})`);
  connection.exec("PRAGMA synchronous = FULL");
  if (!isFresh) return;
  chmodSync(file, 0o600);
  connection.exec(`BEGIN; ${schema}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; COMMIT`);
}

function isNew(connection: DatabaseSync): boolean {
  return pragma(connection, "application_id") === 0 && connection.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"] === 0;
}

function checkOrigin(connection: DatabaseSync, file: string): void {
  if (pragma(connection, "application_id") !== applicationId) {
    throw new StoreError("ERR_STORE_FOREIGN", `File ${file} is an SQLite database of another program: choose another folder`);
  }
  const version = pragma(connection, "user_version");
  if (version <= schemaVersion) return;
  const message = `Store ${file} has schema ${version}, this program knows up to ${schemaVersion}: start the newer one, or restore a backup into an empty folder`;
  throw new StoreError("ERR_STORE_NEWER_SCHEMA", message);
}

function pragma(connection: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}
