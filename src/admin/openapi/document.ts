import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import type { JsonObject } from "../../kit/json.ts";
import type { AnswerDescription, Operation } from "../http/operation.ts";
import { problemMediaType } from "../problem/problem-document.ts";
import { type ProblemCode, problemTypes } from "../problem/problem-types.ts";
import { problemSchema } from "../resource/schemas.ts";
import { SchemaBook } from "./schema-book.ts";

/** What the document says of the program. */
export interface ProgramFacts {
  readonly name: string;
  readonly version: string;
}

/**
 * The OpenAPI 3.1 document of these operations. Paths, parameters and answers come from the same descriptions that the router serves;
 * schemas are the ones that check requests.
 */
export function openApiDocument(operations: readonly Operation[], program: ProgramFacts): JsonObject {
  const registry = new OpenAPIRegistry();
  const book = new SchemaBook();
  registry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer", description: "An admin key, or a token made by POST /v1/tokens" });
  for (const operation of operations) registry.registerPath(routeOf(operation, book));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: `${program.name} admin API`,
      version: program.version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description: "Manage what a fleet of Envoy proxies does. Errors are problem documents (RFC 9457) that name every violation.",
    },
    servers: [{ url: "/" }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
  }) as unknown as { readonly [member: string]: JsonObject };
  return { ...document, components: { ...document["components"], schemas: book.components() } };
}

function routeOf(operation: Operation, book: SchemaBook): RouteConfig {
  const { parameters, body } = operation;
  const content = (types: Readonly<Record<string, Parameters<SchemaBook["reference"]>[0]>>) =>
    Object.fromEntries(Object.entries(types).map(([mediaType, schema]) => [mediaType, { schema: book.reference(schema) }]));
  return {
    method: operation.method,
    path: operation.path,
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    security: operation.access === "public" ? [] : [{ token: [] }],
    request: {
      params: parameters.path,
      query: parameters.query,
      headers: parameters.header,
      ...(body === undefined ? {} : { body: { required: true, content: content(body.content) } }),
    },
    responses: {
      ...Object.fromEntries(Object.entries(operation.answers).map(([status, answer]) => [status, response(answer, content)])),
      ...problems(operation, book),
    },
  };
}

function response(answer: AnswerDescription, content: (types: NonNullable<AnswerDescription["content"]>) => Readonly<Record<string, object>>) {
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, description]) => [name, { description, schema: { type: "string" as const } }]),
  );
  return { description: answer.description, ...(answer.content === undefined ? {} : { content: content(answer.content) }), headers };
}

/** Every problem an operation of this form can have, by status. */
function problems(operation: Operation, book: SchemaBook): RouteConfig["responses"] {
  const codes = new Set<ProblemCode>(["MALFORMED_REQUEST", "METHOD_NOT_ALLOWED", "NOT_ACCEPTABLE", "INTERNAL", ...operation.problems]);
  if (operation.access !== "public") for (const code of ["UNAUTHENTICATED", "FORBIDDEN", "STORE_UNAVAILABLE"] as const) codes.add(code);
  if (operation.body !== undefined) for (const code of ["MALFORMED_BODY", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const) codes.add(code);
  const byStatus = Map.groupBy(codes, (code) => problemTypes[code].status);
  const content = { [problemMediaType]: { schema: book.reference(problemSchema) } };
  const entries = [...byStatus]
    .filter(([status]) => !Object.hasOwn(operation.answers, status))
    .map(([status, members]) => [String(status), { description: members.map((code) => problemTypes[code].title).join("; "), content }] as const);
  return Object.fromEntries(entries);
}
