/** Marks the file as ours: "SLUC" as a number. See https://sqlite.org/pragma.html#pragma_application_id. */
export const applicationId = 0x53_4c_55_43;

/** The schema that is written and the newest that is read. */
export const schemaVersion = 1;

/**
 * Contents are JSON. `change` has one row for each object that a commit changed, with its contents before and after; its index answers
 * both "how was this object after revision N" and "which commits touched it".
 */
export const schema = `
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL, oldest INTEGER NOT NULL) STRICT;
INSERT INTO head VALUES (1, 0, 1);
CREATE TABLE object (kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (kind, namespace, name)) STRICT;
CREATE TABLE history (revision INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, content TEXT NOT NULL) STRICT;
CREATE TABLE change (
  revision INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
  before TEXT, after TEXT, PRIMARY KEY (revision, place)
) STRICT;
CREATE INDEX change_by_object ON change (kind, namespace, name, revision);
CREATE TABLE record (key TEXT PRIMARY KEY, content TEXT NOT NULL, etag TEXT NOT NULL) STRICT`;
