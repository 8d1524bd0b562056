import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import type { ListedQuarantine } from "../port/fleet.ts";
import { objectName } from "../problem/violation.ts";
import { quarantineListSchema } from "../resource/schemas.ts";

/** What is held back from proxies because some refuse it, and who caused it. */
export function listQuarantines(context: AdminContext): Operation {
  return defineOperation({
    id: "listQuarantines",
    method: "get",
    path: "/v1/quarantines",
    tag: "Fleet",
    summary: "List what is held back because proxies refuse it",
    access: "fleet",
    parameters: { query: z.strictObject({}) },
    answers: { 200: jsonAnswer("Everything that is held back now", quarantineListSchema) },
    handle: () => ({ status: 200, body: { items: context.fleet.quarantines().map(shown) } }),
  });
}

function shown({ nodes, objects, ...quarantine }: ListedQuarantine): Json {
  return { ...quarantine, nodes: [...nodes], objects: objects.map(({ object, ...place }) => ({ ...objectName(object), ...place })) };
}
