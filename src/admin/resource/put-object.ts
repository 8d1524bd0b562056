import { z } from "zod";
import { fleetKinds, type Kind } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation, ParsedBody } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { singleWriteAnswer } from "../write/single-write-answer.ts";
import { putHeaders, writeQuery } from "../write/write-options.ts";
import { collectionPath } from "./kind-paths.ts";
import { objectKeyOf, objectParameters } from "./object-key.ts";
import { objectSchema, objectWithWriteSchema } from "./schemas.ts";

/** PUT of one object: creates it, or replaces it as a whole. */
export function putObject(kind: Kind, context: AdminContext): Operation {
  const schema = objectSchema(kind, context.model);
  const answer = objectWithWriteSchema(kind, context.model);
  return defineOperation({
    id: `put${kind}`,
    method: "put",
    path: `${collectionPath(kind)}/{name}`,
    tag: kind,
    summary: `Create or replace a ${kind}`,
    access: fleetKinds.has(kind) ? "admin" : "token",
    parameters: { path: objectParameters(kind), query: z.strictObject(writeQuery), header: z.strictObject(putHeaders) },
    body: { size: "object", content: { "application/json": schema, "application/yaml": schema } },
    answers: {
      200: jsonAnswer("Replaced, unchanged, or a dry run", answer, { ETag: "Version of the object" }),
      201: jsonAnswer("Created", answer, { ETag: "Version of the object", Location: "Address of the object" }),
    },
    problems: ["CONFLICT", "PRECONDITION_FAILED", "INVALID_OBJECT", "PRECONDITION_REQUIRED"],
    handle: async (call) => {
      const document = oneDocument(await call.documents());
      const key = objectKeyOf(kind, call.path);
      return singleWriteAnswer({ key, content: { kind: "document", document }, call, query: call.query, headers: call.header }, context);
    },
  });
}

/** The document of a body that must have exactly one. */
export function oneDocument(body: ParsedBody): ParsedBody["documents"][number] {
  const [document, ...more] = body.documents;
  if (document !== undefined && more.length === 0) return document;
  throw new AdminError("MALFORMED_BODY", `The body has ${body.documents.length} documents, it must have one`);
}
