import { z } from "zod";
import { fleetKinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { ObjectChange } from "../../store/store.ts";
import { mayRead, type Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { objectName, objectTitle } from "../problem/violation.ts";
import { oneDocument } from "../resource/put-object.ts";
import { bulkResultSchema } from "../resource/schemas.ts";
import { bulkWriteAnswer } from "../write/bulk-write-answer.ts";
import { catchUp } from "../write/catch-up.ts";
import type { WriteCondition, WriteIntent } from "../write/write-intent.ts";
import { reasonHeader, writeQuery } from "../write/write-options.ts";
import { netChanges, sameContent } from "./net-changes.ts";
import { findCommit } from "./walk-history.ts";

const undo = z.strictObject({ undo: z.int().min(1).describe("Undo what this revision changed; refused when its objects were changed again since") });
const goBack = z.strictObject({
  to: z.int().min(0).describe("Everything becomes what it was right after this revision"),
  namespace: z.string().min(1).max(63).describe("Only the objects of this namespace").exactOptional(),
});
const bodySchema = z.union([undo, goBack]).meta({ id: "Revert" });

/** POST that takes changes back, as one new commit. */
export function revertRevisions(context: AdminContext): Operation {
  return defineOperation({
    id: "revert",
    method: "post",
    path: "/v1/revert",
    tag: "History",
    summary: "Undo one revision, or go back to an earlier one",
    access: "token",
    parameters: { query: z.strictObject(writeQuery), header: z.strictObject(reasonHeader) },
    body: { size: "object", content: { "application/json": bodySchema, "application/yaml": bodySchema } },
    answers: { 200: jsonAnswer("What became of each object", bulkResultSchema) },
    problems: ["NOT_FOUND", "CONFLICT", "REFERENCED", "COMPACTED", "PRECONDITION_FAILED", "INVALID_OBJECT"],
    handle: async (call) => {
      const body = checkBody(oneDocument(await call.documents()), bodySchema);
      const forced = call.query.force !== undefined;
      const intents =
        "undo" in body ? await undoIntents(body.undo, { forced, principal: call.principal }, context) : await backIntents(body, call.principal, context);
      const reason = "undo" in body ? `undo revision ${body.undo}` : `go back to revision ${body.to}`;
      return bulkWriteAnswer({ intents, call, query: call.query, headers: call.header, reason }, context);
    },
  });
}

async function undoIntents(revision: number, parts: { forced: boolean; principal: Principal }, context: AdminContext): Promise<readonly WriteIntent[]> {
  const record = await findCommit(revision, context.store);
  if (!record.changes.some(({ key }) => mayRead(parts.principal, key.namespace))) throw new AdminError("NOT_FOUND", `Revision ${revision} does not exist`);
  await catchUp(context);
  if (!parts.forced) checkUntouched(record.changes, revision, context);
  return record.changes.flatMap(({ key, before }) => intentTo(key, context.objects.get(key), before));
}

function checkUntouched(changes: readonly ObjectChange[], revision: number, context: AdminContext): void {
  const touched = changes.filter(({ key, after }) => !sameContent(context.objects.get(key), after));
  if (touched.length === 0) return;
  const violations = touched.map(({ key }) => ({
    pointer: "",
    code: "CHANGED_SINCE",
    detail: `${objectTitle(key)} was changed again since`,
    hint: "Look at its history; `force` with a reason undoes the later change too",
    object: objectName(key),
  }));
  const detail = `${touched.length} of the ${changes.length} objects that revision ${revision} changed were changed again since`;
  throw new AdminError("CONFLICT", detail, { violations });
}

async function backIntents(body: z.infer<typeof goBack>, principal: Principal, context: AdminContext): Promise<readonly WriteIntent[]> {
  const newest = await context.store.revision();
  if (body.to > newest) throw new AdminError("NOT_FOUND", `Revision ${body.to} does not exist yet, the newest is ${newest}`);
  if (body.namespace === undefined && principal.namespaces !== "*") {
    throw new AdminError("FORBIDDEN", "Going back as a whole needs a token for all namespaces; name one namespace to go back in it alone");
  }
  const wanted = (key: ObjectKey): boolean => body.namespace === undefined || (!fleetKinds.has(key.kind) && key.namespace === body.namespace);
  const changes = await netChanges(newest, body.to, { store: context.store, wanted });
  return changes.flatMap(({ key, before, after }) => intentTo(key, before, after));
}

/** The object becomes `target`, if it still is `current` when that is done. */
function intentTo(key: ObjectKey, current: StoredObject | undefined, target: StoredObject | undefined): readonly WriteIntent[] {
  if (current === undefined && target === undefined) return [];
  const condition: WriteCondition =
    current === undefined ? { kind: "absent" } : { kind: "match", etags: { kind: "list", tags: [{ weak: false, value: String(current.revision) }] } };
  return [{ key, condition, content: target === undefined ? { kind: "nothing" } : { kind: "stored", object: target } }];
}
