import type { IRequestOp } from "etcd3/lib/rpc.js";
import type { Backup } from "../backup/backup.ts";
import { type CommitRecord, StoreError } from "../store.ts";
import { deleteOperation, putOperation, sizeOf } from "./batch.ts";
import type { EtcdParts, Hold, Stager } from "./stager.ts";
import { hasText, transact, writeAll } from "./transaction.ts";
import { type EtcdHead, encodeCommit, encodeHead, encodeObject, encodeRecord, encodeStagedCommit } from "./values.ts";

/** Commits larger than this go into a stage of their own; etcd takes 1.5 MiB in one request. */
const maxInlineBytes = 1_000_000;
const transaction = "restored";

/**
 * Writes a backup into an empty store. Everything is written while the head still says that there is nothing, and becomes true by the head
 * alone. If the writer dies before, whoever wants to write next takes away what there is; so there is a whole store or an empty one.
 */
export async function restore(parts: EtcdParts, stager: Stager, backup: Backup): Promise<void> {
  const { mirror, connection, keys } = parts;
  await mirror.sync();
  await stager.settle(connection.deadline());
  await checkEmpty(parts);
  const hold = await stager.hold(true);
  if (hold === undefined) throw notEmpty("was written to meanwhile");
  try {
    const records = backup.records.map(({ key, value }) => putOperation(keys.record(key), encodeRecord(value)));
    const isWritten =
      (await writeObjects(parts, hold, backup)) &&
      (await writeCommits(parts, stager, { hold, backup })) &&
      (await writeAll(connection, [hold.isOurs], records));
    if (!isWritten || !(await makeTrue(parts, hold, backup)))
      throw new StoreError("ERR_STORE_UNAVAILABLE", "The lease of the restore ended before everything was written");
  } finally {
    await hold.lease.revoke().catch(() => undefined);
  }
  await mirror.sync();
}

async function checkEmpty({ mirror, reader, keys }: EtcdParts): Promise<void> {
  if (mirror.revision > 0) throw notEmpty(`is at revision ${mirror.revision}`);
  const records = await reader.count(keys.recordsUnder("meta/"));
  if (records > 0) throw notEmpty(`has ${records} records under meta/`);
}

function writeObjects({ connection, keys }: EtcdParts, hold: Hold, { objects }: Backup): Promise<boolean> {
  const operations = objects.map((object) => putOperation(keys.object(object), encodeObject(object)));
  return writeAll(connection, [hold.isOurs], operations);
}

async function writeCommits(parts: EtcdParts, stager: Stager, { hold, backup }: { hold: Hold; backup: Backup }): Promise<boolean> {
  const { connection, keys } = parts;
  const operations: IRequestOp[] = [];
  for (const record of backup.commits) {
    for (const { key } of record.changes) operations.push(putOperation(keys.touch(key, record.revision), ""));
    operations.push(...(await commitOperations(parts, stager, { hold, record })));
  }
  return writeAll(connection, [hold.isOurs], operations);
}

async function commitOperations({ keys }: EtcdParts, stager: Stager, { hold, record }: { hold: Hold; record: CommitRecord }): Promise<IRequestOp[]> {
  const inline = putOperation(keys.commit(record.revision), encodeCommit(record, transaction));
  if (sizeOf([inline]) <= maxInlineBytes) return [inline];
  const stage = await stager.stage(record, transaction, { ...hold, id: `${hold.id}-${record.revision}` });
  return [
    putOperation(keys.commit(record.revision), encodeStagedCommit(record.revision, transaction, stage)),
    putOperation(keys.stageCommit(stage.id), String(record.revision)),
  ];
}

async function makeTrue({ connection, keys, mirror, reader }: EtcdParts, hold: Hold, { revision, oldest }: Backup): Promise<boolean> {
  const head: EtcdHead = { ...mirror.head, revision, oldest, isPending: false, staging: undefined };
  const success = [putOperation(keys.head, encodeHead(head)), deleteOperation(keys.stageOwner(hold.id))];
  const { succeeded } = await transact(connection, { compare: [hasText(keys.head, mirror.headText), hold.isOurs], success }, { repeatable: true });
  // The answer to a first attempt may have been lost.
  return succeeded || (await reader.head()).text === encodeHead(head);
}

function notEmpty(what: string): StoreError {
  return new StoreError("ERR_STORE_NOT_EMPTY", `Store ${what}: a backup is restored into an empty one only`);
}
