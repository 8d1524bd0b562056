import type { ObjectKey } from "../../model/object/object.ts";
import type { CompactOptions } from "../store.ts";
import { deleteOperation, putOperation } from "./batch.ts";
import type { EtcdParts, Stager } from "./stager.ts";
import { hasText, isAbsent, transact, writeAll } from "./transaction.ts";
import { type EtcdHead, encodeHead } from "./values.ts";

/** A commit that is to be forgotten, and what it touched. */
interface Forgotten {
  readonly revision: number;
  readonly keys: readonly ObjectKey[];
}

/**
 * Forgets old commits. First the head says from where on the history is kept, then what is older is deleted; so a compaction that dies in
 * between leaves waste that nobody reads, and the next one collects it. Stages that no commit names go too.
 */
export async function compact(parts: EtcdParts, stager: Stager, options: CompactOptions): Promise<{ oldest: number }> {
  const { mirror, connection } = parts;
  for (;;) {
    await mirror.sync();
    await stager.settle(connection.deadline());
    const { head, headText } = mirror;
    const forgotten = await findForgotten(parts, options, head);
    const oldest = Math.max(head.oldest, (forgotten.at(-1)?.revision ?? 0) + 1);
    if (oldest > head.oldest && !(await moveHead(parts, { ...head, oldest }, headText))) continue;
    await deleteForgotten(parts, forgotten, oldest);
    await collectStages(parts, oldest);
    return { oldest };
  }
}

/** The commits that may go, from the first one that is there: also those that an earlier compaction has not got to. */
async function findForgotten({ reader, keys }: EtcdParts, { keep, olderThan }: CompactOptions, head: EtcdHead): Promise<Forgotten[]> {
  const since = Date.parse(olderThan);
  const found: Forgotten[] = [];
  for await (const { record } of reader.commits(keys.commits(0, head.revision - keep))) {
    if (record.revision >= head.oldest && Date.parse(record.at) >= since) break;
    found.push({ revision: record.revision, keys: record.changes.map(({ key }) => key) });
  }
  return found;
}

async function moveHead({ connection, keys, mirror }: EtcdParts, head: EtcdHead, from: string | undefined): Promise<boolean> {
  const text = encodeHead(head);
  const transaction = { compare: [hasText(keys.head, from)], success: [putOperation(keys.head, text)] };
  const { succeeded, header } = await transact(connection, transaction, { repeatable: true });
  if (succeeded) mirror.takeHead({ head, text, engineRevision: header.revision });
  return succeeded;
}

/** The index before the commits: without these nobody would know what to take out of it. */
async function deleteForgotten({ connection, keys }: EtcdParts, forgotten: readonly Forgotten[], oldest: number): Promise<void> {
  const touches = forgotten.flatMap(({ revision, keys: touched }) => touched.map((key) => deleteOperation(keys.touch(key, revision))));
  await writeAll(connection, [], touches);
  if (forgotten.length > 0) await writeAll(connection, [], [deleteOperation(keys.commits(0, oldest - 1))]);
}

/** Takes away stages whose commit is forgotten, and those of writers that died before their commit. */
async function collectStages(parts: EtcdParts, oldest: number): Promise<void> {
  const { connection, keys } = parts;
  for (const [id, found] of await findStages(parts)) {
    if (found.has("owner") || (found.has("commit") && (await commitOf(parts, id)) >= oldest)) continue;
    const isWaste = found.has("commit") ? [] : [isAbsent(keys.stageCommit(id))];
    await writeAll(connection, [isAbsent(keys.stageOwner(id)), ...isWaste], [deleteOperation(keys.stage(id))]);
  }
}

/** The stages that there are, and what there is of each: `owner`, `commit`, `chunk`. */
async function findStages({ reader, keys }: EtcdParts): Promise<Map<string, Set<string>>> {
  const stages = new Map<string, Set<string>>();
  for await (const page of reader.pages(keys.stages, { keysOnly: true, pageSize: 1000 })) {
    for (const { key } of page) {
      const [, id = "", part = ""] = keys.relative(key).split("/");
      stages.set(id, (stages.get(id) ?? new Set()).add(part));
    }
  }
  return stages;
}

async function commitOf({ reader, keys }: EtcdParts, id: string): Promise<number> {
  return Number((await reader.value(keys.stageCommit(id)))?.value.toString("utf8") ?? 0);
}
