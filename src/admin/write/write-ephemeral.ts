import type { JsonObject } from "../../kit/json.ts";
import { keyText } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { writeAudit } from "../audit/audit-record.ts";
import { ephemeralRecordKey, ephemeralRecordValue } from "../projection/ephemeral-record.ts";
import { type AppliedWrite, applied } from "./applied-write.ts";
import { mapGently } from "./map-gently.ts";
import type { PreparedWrite } from "./prepare-writes.ts";
import type { WriteRequest } from "./write-intent.ts";

/** Who writes, and where to. */
export interface EphemeralWriting {
  readonly request: Pick<WriteRequest, "principal" | "from" | "reason">;
  readonly context: AdminContext;
}

/**
 * Writes objects without history: records of their own, each by compare-and-set. They are in no transaction, so that a conflict may leave
 * some of them written; writing them again changes nothing.
 */
export async function writeEphemeral(writes: readonly PreparedWrite[], writing: EphemeralWriting): Promise<ReadonlyMap<string, AppliedWrite> | "conflict"> {
  const results = await mapGently(writes, (write) => writeRecord(write, writing));
  const done = new Map<string, AppliedWrite>();
  for (const result of results) {
    if (result === "conflict") return "conflict";
    done.set(keyText(result.key), result);
  }
  return done;
}

async function writeRecord(write: PreparedWrite, writing: EphemeralWriting): Promise<AppliedWrite | "conflict"> {
  const { key, before, after, recordETag } = write;
  const { store } = writing.context;
  const recordKey = ephemeralRecordKey(key);
  if (after === before) return applied(write, after);
  await audit(write, writing);
  if (after === undefined) {
    const deleted = await store.deleteRecord(recordKey, recordETag === undefined ? {} : { expected: recordETag });
    return deleted ? applied(write, undefined) : "conflict";
  }
  const result = await store.putRecord(recordKey, ephemeralRecordValue(after), { expected: recordETag ?? "absent" });
  return result.kind === "written" ? applied({ ...write, recordETag: result.etag }, after) : "conflict";
}

/** Who revokes, and who takes it back, is in the audit log, whatever happens after. Instances come and go by themselves. */
async function audit({ key, after, before }: PreparedWrite, { request, context }: EphemeralWriting): Promise<void> {
  if (key.kind !== "Revocation") return;
  const action = after === undefined ? "revocation.delete" : "revocation.put";
  const detail: JsonObject = (after ?? before)?.spec ?? {};
  await writeAudit({ action, subject: `${key.namespace}/${key.name}`, detail, call: request, reason: request.reason }, context);
}
