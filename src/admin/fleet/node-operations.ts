import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { line } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import type { FleetNode } from "../port/fleet.ts";
import { AdminError } from "../problem/admin-error.ts";
import { nodeListSchema, nodeSchema } from "../resource/schemas.ts";

/** The table of proxies: who is connected, and what each has and refused. */
export function nodeOperations(context: AdminContext): readonly Operation[] {
  return [listNodes(context), getNode(context)];
}

function listNodes(context: AdminContext): Operation {
  return defineOperation({
    id: "listNodes",
    method: "get",
    path: "/v1/nodes",
    tag: "Fleet",
    summary: "List the proxies that any replica knows",
    access: "fleet",
    parameters: {},
    answers: { 200: jsonAnswer("All proxies, by id", nodeListSchema) },
    handle: async () => ({ status: 200, body: { items: (await context.fleet.nodes()).map(shown) } }),
  });
}

function getNode(context: AdminContext): Operation {
  return defineOperation({
    id: "getNode",
    method: "get",
    path: "/v1/nodes/{id}",
    tag: "Fleet",
    summary: "Read one proxy",
    access: "fleet",
    parameters: { path: z.strictObject({ id: line(253).describe("Node id") }) },
    answers: { 200: jsonAnswer("The proxy", nodeSchema) },
    problems: ["NOT_FOUND"],
    handle: async ({ path: { id } }) => {
      const node = await context.fleet.node(id);
      if (node === undefined) throw new AdminError("NOT_FOUND", `Node ${JSON.stringify(id)} is not known`);
      return { status: 200, body: shown(node) };
    },
  });
}

function shown({ types, ...node }: FleetNode): Json {
  return { ...node, types: types.map(({ refused, ...type }) => ({ ...type, refused: refused.map((refusal) => ({ ...refusal })) })) };
}
