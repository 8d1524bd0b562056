import { z } from "zod";
import { fleetKinds, type ObjectKey } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import { type ETagCondition, parseETagCondition } from "../http/etag.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { throwViolations } from "../problem/admin-error.ts";
import type { Violation } from "../problem/violation.ts";
import { bulkWriteAnswer } from "../write/bulk-write-answer.ts";
import type { WriteCondition, WriteIntent } from "../write/write-intent.ts";
import { reasonHeader, type WriteQuery, writeQuery } from "../write/write-options.ts";
import { writtenKey } from "../write/written-key.ts";
import { oneDocument } from "./put-object.ts";
import { batchBodySchema, bulkResultSchema, objectKeySchema } from "./schemas.ts";

const ifMatch = z
  .union([z.int().min(1), z.string().min(1).max(1000)])
  .describe("Revision of the version that the change is made for, its ETag, or *")
  .exactOptional();

const put = z.strictObject({ method: z.literal("put"), object: z.json(), ifMatch, ifNoneMatch: z.literal("*").exactOptional() });
const remove = z.strictObject({ method: z.literal("delete"), key: objectKeySchema, ifMatch });

/** The body around the objects; these are checked by the model. */
const envelope = z.strictObject({
  items: z.array(z.discriminatedUnion("method", [put, remove])).max(100_000),
  reason: z.string().min(1).max(500).exactOptional(),
});

/** POST of many changes, which are one transaction: all are made, or none. Instances, which have no history, follow behind it. */
export function batch(context: AdminContext): Operation {
  const schema = batchBodySchema(context.model);
  return defineOperation({
    id: "batch",
    method: "post",
    path: "/v1/batch",
    tag: "Batch",
    summary: "Create, replace and delete many objects in one transaction",
    access: "token",
    parameters: { query: z.strictObject(writeQuery), header: z.strictObject(reasonHeader) },
    body: { size: "bulk", content: { "application/json": schema, "application/yaml": schema } },
    answers: { 200: jsonAnswer("What became of each object", bulkResultSchema) },
    problems: ["NOT_FOUND", "CONFLICT", "REFERENCED", "PRECONDITION_FAILED", "INVALID_OBJECT", "PRECONDITION_REQUIRED"],
    handle: async (call) => {
      const body = checkBody(oneDocument(await call.documents()), envelope);
      const intents = intentsOf(body.items, call.query);
      return bulkWriteAnswer(
        { intents, call, query: call.query, headers: call.header, ...(body.reason === undefined ? {} : { reason: body.reason }) },
        context,
      );
    },
  });
}

type BatchItem = z.infer<typeof envelope>["items"][number];

function intentsOf(items: readonly BatchItem[], query: WriteQuery): readonly WriteIntent[] {
  const violations: Violation[] = [];
  const intents = items.flatMap((item, index): readonly WriteIntent[] => {
    const at = `/items/${index}`;
    const condition = conditionOf(item, query, at);
    const key = item.method === "put" ? writtenKey(item.object, `${at}/object`) : ({ kind: "key", key: keyOf(item.key) } as const);
    if (condition.kind === "failed") violations.push(condition.violation);
    if (key.kind === "failed") violations.push(...key.violations);
    if (condition.kind === "failed" || key.kind === "failed") return [];
    const content = item.method === "put" ? ({ kind: "document", document: item.object } as const) : ({ kind: "nothing" } as const);
    return [{ key: key.key, condition: condition.condition, content }];
  });
  throwViolations("INVALID_OBJECT", violations);
  return intents;
}

function keyOf(key: z.infer<typeof objectKeySchema>): ObjectKey {
  return { kind: key.kind, namespace: fleetKinds.has(key.kind) ? "" : (key.namespace ?? "default"), name: key.name };
}

type Condition = { readonly kind: "condition"; readonly condition: WriteCondition } | { readonly kind: "failed"; readonly violation: Violation };

function conditionOf(item: BatchItem, query: WriteQuery, at: string): Condition {
  const absent = item.method === "put" && item.ifNoneMatch !== undefined;
  if (absent && item.ifMatch !== undefined) {
    return { kind: "failed", violation: { pointer: `${at}/ifMatch`, code: "EXCLUSIVE", detail: "ifMatch and ifNoneMatch exclude each other" } };
  }
  if (absent) return { kind: "condition", condition: { kind: "absent" } };
  if (item.ifMatch === undefined) return { kind: "condition", condition: { kind: query.force === undefined ? "unsaid" : "any" } };
  const etags: ETagCondition | undefined = parseETagCondition(typeof item.ifMatch === "number" ? `"${item.ifMatch}"` : item.ifMatch);
  if (etags !== undefined) return { kind: "condition", condition: { kind: "match", etags } };
  const detail = `Member ifMatch has the value ${JSON.stringify(item.ifMatch)}, it must be a revision, an ETag in double quotes, or *`;
  return { kind: "failed", violation: { pointer: `${at}/ifMatch`, code: "INVALID_VALUE", detail } };
}
