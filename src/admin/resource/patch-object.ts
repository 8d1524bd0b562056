import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { applyJsonPatch, applyMergePatch, type PatchResult, parseJsonPatch } from "../../kit/json-patch.ts";
import { fleetKinds, type Kind } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation, ParsedBody } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { throwViolations } from "../problem/admin-error.ts";
import { singleWriteAnswer } from "../write/single-write-answer.ts";
import { conditionHeaders, writeQuery } from "../write/write-options.ts";
import { collectionPath } from "./kind-paths.ts";
import { objectKeyOf, objectParameters } from "./object-key.ts";
import { oneDocument } from "./put-object.ts";
import { jsonPatchSchema, mergePatchSchema, objectWithWriteSchema } from "./schemas.ts";

/** PATCH of one object: a merge patch or a JSON Patch of the object as it is read. */
export function patchObject(kind: Kind, context: AdminContext): Operation {
  return defineOperation({
    id: `patch${kind}`,
    method: "patch",
    path: `${collectionPath(kind)}/{name}`,
    tag: kind,
    summary: `Change parts of a ${kind}`,
    access: fleetKinds.has(kind) ? "admin" : "token",
    parameters: { path: objectParameters(kind), query: z.strictObject(writeQuery), header: z.strictObject(conditionHeaders) },
    body: { size: "object", content: { "application/merge-patch+json": mergePatchSchema, "application/json-patch+json": jsonPatchSchema } },
    answers: { 200: jsonAnswer("Changed, unchanged, or a dry run", objectWithWriteSchema(kind, context.model), { ETag: "Version of the object" }) },
    problems: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED", "INVALID_OBJECT", "PATCH_FAILED", "PRECONDITION_REQUIRED"],
    handle: async (call) => {
      const apply = patchOf(await call.documents());
      const key = objectKeyOf(kind, call.path);
      return singleWriteAnswer({ key, content: { kind: "patch", apply }, call, query: call.query, headers: call.header }, context);
    },
  });
}

function patchOf(body: ParsedBody): (document: Json) => PatchResult {
  const patch = oneDocument(body);
  if (body.mediaType === "application/merge-patch+json") return (document) => ({ kind: "patched", document: applyMergePatch(document, patch) });
  const parsed = parseJsonPatch(patch);
  if (parsed.kind === "patch") return (document) => applyJsonPatch(document, parsed.operations);
  throwViolations("PATCH_FAILED", parsed.problems);
  return () => parsed;
}
