import { z } from "zod";
import { ephemeralKinds, fleetKinds, type Kind } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { collectionPath } from "../resource/kind-paths.ts";
import { demandRead } from "../resource/list-sources.ts";
import { objectKeyOf, objectParameters } from "../resource/object-key.ts";
import { oneDocument } from "../resource/put-object.ts";
import { revertedSchema } from "../resource/schemas.ts";
import { singleWriteAnswer } from "../write/single-write-answer.ts";
import type { WriteContent } from "../write/write-intent.ts";
import { conditionHeaders, writeQuery } from "../write/write-options.ts";

const bodySchema = z
  .strictObject({ revision: z.int().min(0).describe("The object becomes what it was right after this revision") })
  .meta({ id: "RevertObject" });

/** POST that makes one object what it was, as a new commit; what did not exist then is deleted. */
export function revertObject(kind: Kind, context: AdminContext): Operation {
  return defineOperation({
    id: `revert${kind}`,
    method: "post",
    path: `${collectionPath(kind)}/{name}/revert`,
    tag: kind,
    summary: `Make a ${kind} what it was at a revision`,
    access: fleetKinds.has(kind) ? "admin" : "token",
    parameters: { path: objectParameters(kind), query: z.strictObject(writeQuery), header: z.strictObject(conditionHeaders) },
    body: { size: "object", content: { "application/json": bodySchema, "application/yaml": bodySchema } },
    answers: {
      200: jsonAnswer("Reverted, unchanged, deleted, or a dry run", revertedSchema(kind, context.model)),
      201: jsonAnswer("There again", revertedSchema(kind, context.model)),
    },
    problems: ["NOT_FOUND", "CONFLICT", "REFERENCED", "COMPACTED", "PRECONDITION_FAILED", "INVALID_OBJECT", "PRECONDITION_REQUIRED"],
    handle: async (call) => {
      const key = objectKeyOf(kind, call.path);
      demandRead(call.principal, key.namespace);
      const { revision } = checkBody(oneDocument(await call.documents()), bodySchema);
      if (revision > (await context.store.revision())) throw new AdminError("NOT_FOUND", `Revision ${revision} does not exist yet`);
      const then = revision === 0 ? undefined : await context.store.get(key, { revision });
      const content: WriteContent = then === undefined ? { kind: "nothing" } : { kind: "stored", object: then };
      return singleWriteAnswer({ key, content, call, query: call.query, headers: call.header }, context);
    },
  });
}

/** The kinds that have a history to go back in. */
export function hasHistory(kind: Kind): boolean {
  return !ephemeralKinds.has(kind);
}
