import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { flag, line } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import type { FleetNode, FleetNodeDetail } from "../port/fleet.ts";
import { AdminError } from "../problem/admin-error.ts";
import { nodeDetailSchema, nodeListSchema } from "../resource/schemas.ts";

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
    parameters: { path: z.strictObject({ id: line(253).describe("Node id") }), query: detailQuery },
    answers: { 200: jsonAnswer("The proxy", nodeDetailSchema) },
    problems: ["NOT_FOUND"],
    handle: async ({ path: { id }, query: { resources = "exceptions", contents = false } }) => {
      const node = await context.fleet.node(id, { resources, contents });
      if (node === undefined) throw new AdminError("NOT_FOUND", `Node ${JSON.stringify(id)} is not known`);
      return { status: 200, body: shownDetail(node) };
    },
  });
}

const detailQuery = z.strictObject({
  resources: z
    .enum(["exceptions", "all"], { error: "must be exceptions or all" })
    .describe("Which resources are told one by one: those that it does not have as it should, or all. Default exceptions")
    .exactOptional(),
  contents: flag.describe("true: with what each of them says, in Envoy's JSON, without what is secret").exactOptional(),
});

function shownDetail({ connection, ...node }: FleetNodeDetail): Json {
  return { ...(shown(node) as JsonObject), ...(connection !== undefined && { connection: connection as unknown as Json }) };
}

function shown({ types, locality, ...node }: FleetNode): Json {
  return {
    ...node,
    ...(locality !== undefined && { locality: { ...locality } }),
    types: types.map(({ refused, ...type }) => ({ ...type, refused: refused.map((refusal) => ({ ...refusal })) })),
  };
}
