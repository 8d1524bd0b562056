import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation, ParsedBody } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { throwViolations } from "../problem/admin-error.ts";
import type { Violation } from "../problem/violation.ts";
import { anyObjectSchema, bulkResultSchema, exportSchema } from "../resource/schemas.ts";
import { bulkWriteAnswer } from "../write/bulk-write-answer.ts";
import type { WriteIntent } from "../write/write-intent.ts";
import { reasonHeader, writeQuery } from "../write/write-options.ts";
import { writtenKey } from "../write/written-key.ts";

/** POST of what `export` gave: one transaction. What exists with other content stays, unless `force` says why not. */
export function importObjects(context: AdminContext): Operation {
  return defineOperation({
    id: "import",
    method: "post",
    path: "/v1/import",
    tag: "Export and import",
    summary: "Import objects in one transaction",
    access: "token",
    parameters: { query: z.strictObject(writeQuery), header: z.strictObject(reasonHeader) },
    body: { size: "bulk", content: { "application/json": exportSchema(context.model), "application/yaml": anyObjectSchema(context.model) } },
    answers: { 200: jsonAnswer("What became of each object", bulkResultSchema) },
    problems: ["CONFLICT", "INVALID_OBJECT", "PRECONDITION_REQUIRED"],
    handle: async (call) => {
      const condition = { kind: call.query.force === undefined ? ("equal" as const) : ("any" as const) };
      const violations: Violation[] = [];
      const intents = objectsOf(await call.documents()).flatMap(({ document, pointer }): readonly WriteIntent[] => {
        const written = writtenKey(document, pointer);
        if (written.kind === "key") return [{ key: written.key, condition, content: { kind: "document", document } }];
        violations.push(...written.violations);
        return [];
      });
      throwViolations("INVALID_OBJECT", violations);
      return bulkWriteAnswer({ intents, call, query: call.query, headers: call.header }, context);
    },
  });
}

interface Placed {
  readonly document: Json;
  readonly pointer: string;
}

/** The objects in a body: each document is one, or has a list of them in `objects`. */
function objectsOf({ documents }: ParsedBody): readonly Placed[] {
  return documents.flatMap((document, index) => {
    const base = documents.length === 1 ? "" : `/${index}`;
    const inner = isExport(document) ? document["objects"] : undefined;
    if (!Array.isArray(inner)) return [{ document, pointer: base }];
    return (inner as readonly Json[]).map((object, place) => ({ document: object, pointer: `${base}/objects/${place}` }));
  });
}

function isExport(document: Json): document is JsonObject {
  return typeof document === "object" && document !== null && !Array.isArray(document) && Object.hasOwn(document, "objects");
}
