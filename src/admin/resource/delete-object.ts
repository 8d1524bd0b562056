import { z } from "zod";
import { fleetKinds, type Kind } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { singleWriteAnswer } from "../write/single-write-answer.ts";
import { conditionHeaders, writeQuery } from "../write/write-options.ts";
import { collectionPath } from "./kind-paths.ts";
import { objectKeyOf, objectParameters } from "./object-key.ts";
import { deletedSchema } from "./schemas.ts";

/** DELETE of one object, refused while others refer to it. */
export function deleteObject(kind: Kind, context: AdminContext): Operation {
  return defineOperation({
    id: `delete${kind}`,
    method: "delete",
    path: `${collectionPath(kind)}/{name}`,
    tag: kind,
    summary: `Delete a ${kind}`,
    access: fleetKinds.has(kind) ? "admin" : "token",
    parameters: { path: objectParameters(kind), query: z.strictObject(writeQuery), header: z.strictObject(conditionHeaders) },
    answers: { 200: jsonAnswer("Deleted, or a dry run", deletedSchema) },
    problems: ["NOT_FOUND", "CONFLICT", "REFERENCED", "PRECONDITION_FAILED", "INVALID_OBJECT", "PRECONDITION_REQUIRED"],
    handle: (call) => {
      const key = objectKeyOf(kind, call.path);
      return singleWriteAnswer({ key, content: { kind: "nothing" }, call, query: call.query, headers: call.header }, context);
    },
  });
}
