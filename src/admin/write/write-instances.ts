import { keyText } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { instanceRecordKey, instanceRecordValue } from "../projection/instance-record.ts";
import { type AppliedWrite, applied } from "./applied-write.ts";
import { mapGently } from "./map-gently.ts";
import type { PreparedWrite } from "./prepare-writes.ts";

/**
 * Writes Instances: records of their own, each by compare-and-set. They have no history and are in no transaction, so that a
 * conflict may leave some of them written; writing them again changes nothing.
 */
export async function writeInstances(writes: readonly PreparedWrite[], context: AdminContext): Promise<ReadonlyMap<string, AppliedWrite> | "conflict"> {
  const results = await mapGently(writes, (write) => writeInstance(write, context));
  const done = new Map<string, AppliedWrite>();
  for (const result of results) {
    if (result === "conflict") return "conflict";
    done.set(keyText(result.key), result);
  }
  return done;
}

async function writeInstance(write: PreparedWrite, context: AdminContext): Promise<AppliedWrite | "conflict"> {
  const { key, before, after, recordETag } = write;
  const recordKey = instanceRecordKey(key);
  if (after === before) return applied(write, after);
  if (after === undefined) {
    const deleted = await context.store.deleteRecord(recordKey, recordETag === undefined ? {} : { expected: recordETag });
    return deleted ? applied(write, undefined) : "conflict";
  }
  const result = await context.store.putRecord(recordKey, instanceRecordValue(after), { expected: recordETag ?? "absent" });
  return result.kind === "written" ? applied({ ...write, recordETag: result.etag }, after) : "conflict";
}
