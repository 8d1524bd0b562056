import type { StoredObject } from "../../model/object/object.ts";
import type { BackupLine, BackupRecord, BackupSource } from "../backup/backup.ts";
import type { HeadReading } from "./reader.ts";
import type { EtcdParts } from "./stager.ts";

/** The content of the store as of one revision of the engine, for a backup. Commits are read while the backup is written. */
export async function backupContent(parts: EtcdParts): Promise<BackupSource> {
  const { reading, objects } = await objectsNow(parts);
  const { head, engineRevision } = reading;
  const records = (await parts.reader.records(parts.keys.recordsUnder("meta/"), { engineRevision })).sort((left, right) => (left.key < right.key ? -1 : 1));
  return {
    revision: head.revision,
    oldest: head.oldest,
    objects: objects.length,
    commits: head.revision + 1 - head.oldest,
    records: records.length,
    content: linesOf(parts, reading, { objects, records }),
    close: () => undefined,
  };
}

/** All objects, and the head that they belong to. */
async function objectsNow({ mirror }: EtcdParts): Promise<{ reading: HeadReading; objects: readonly StoredObject[] }> {
  for (;;) {
    const reading = await mirror.sync();
    if (mirror.revision === reading.head.revision) return { reading, objects: mirror.all() };
  }
}

async function* linesOf(
  { reader, keys }: EtcdParts,
  { head, engineRevision }: HeadReading,
  { objects, records }: { objects: readonly StoredObject[]; records: readonly BackupRecord[] },
): AsyncIterable<BackupLine> {
  for (const object of objects) yield { object };
  for await (const { record } of reader.commits(keys.commits(head.oldest, head.revision), { engineRevision })) yield { commit: record };
  for (const { key, value } of records) yield { record: { key, value } };
}
