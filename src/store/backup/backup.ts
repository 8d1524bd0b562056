import { createHash } from "node:crypto";
import type { Json } from "../../kit/json.ts";
import type { StoredObject } from "../../model/object/object.ts";
import type { CommitRecord } from "../store.ts";

/** The first line of a backup: what it is, of which revision, and how much follows. */
export interface BackupHeader {
  readonly format: typeof backupFormat;
  readonly version: number;
  readonly revision: number;
  /** The oldest commit; `revision` + 1 when there is none. */
  readonly oldest: number;
  readonly objects: number;
  readonly commits: number;
  readonly records: number;
}

/** A record in a backup; ETags belong to one store and are made anew. */
export interface BackupRecord {
  readonly key: string;
  readonly value: Json;
}

/** The content of a store at one revision: objects in key order, commits from the oldest on, records under `meta/` by key. */
export interface Backup {
  readonly revision: number;
  readonly oldest: number;
  readonly objects: readonly StoredObject[];
  readonly commits: readonly CommitRecord[];
  readonly records: readonly BackupRecord[];
}

/** What a backup is written from: the counts, and the lines as they are read from an engine. */
export interface BackupSource extends Omit<BackupHeader, "format" | "version"> {
  readonly content: Iterable<BackupLine> | AsyncIterable<BackupLine>;
  /** Releases what reading holds; called once, whether everything was read or not. */
  readonly close: () => void;
}

/** A line between header and trailer. */
export type BackupLine = { readonly object: StoredObject } | { readonly commit: CommitRecord } | { readonly record: BackupRecord };

/** The name that the first line of a backup carries. */
export const backupFormat = "sluice-backup";

/** The version of the format that is written; older ones are read too, newer ones are refused. */
export const backupVersion = 1;

/**
 * Writes a backup as lines of JSON (without line ends): a header, one line for each object, commit and record, and a trailer with the SHA-256
 * of everything before it, each line with a line feed; so `head -n -1 FILE | sha256sum` gives the same.
 */
export async function* writeBackup(source: BackupSource): AsyncIterable<string> {
  try {
    yield* writeLines(source);
  } finally {
    source.close();
  }
}

async function* writeLines({ content, close: _, ...counts }: BackupSource): AsyncIterable<string> {
  const hash = createHash("sha256");
  let lines = 1;
  const header = JSON.stringify({ format: backupFormat, version: backupVersion, ...counts } satisfies BackupHeader);
  hash.update(`${header}\n`);
  yield header;
  for await (const line of content) {
    const text = JSON.stringify(line);
    hash.update(`${text}\n`);
    lines += 1;
    yield text;
  }
  yield JSON.stringify({ end: true, lines, sha256: hash.digest("hex") });
}
