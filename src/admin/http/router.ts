import express, { type Express, type Request, type Response } from "express";
import type { AdminContext } from "../admin-context.ts";
import { AdminError } from "../problem/admin-error.ts";
import { problemAnswer, problemMediaType } from "../problem/problem-document.ts";
import { makeCall } from "./make-call.ts";
import type { Method, Operation } from "./operation.ts";
import { describeRequest, type RequestFacts } from "./request-facts.ts";
import { sendAnswer } from "./send-answer.ts";

/** Serves the operations: parameters, access and media types are checked here, everything that is thrown becomes a problem document. */
export function createRouter(operations: readonly Operation[], context: AdminContext): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", false);
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.use((request, response, next) => {
    describeRequest({ request, response, context });
    next();
  });
  for (const [path, methods] of groupByPath(operations)) addPath({ app, path, methods, context });
  app.use((request: Request) => {
    throw new AdminError("UNKNOWN_PATH", `There is no ${request.path} here`);
  });
  // biome-ignore lint/complexity/useMaxParams: Express knows an error handler by its four parameters
  app.use((thrown: unknown, request: Request, response: Response, _next: unknown) => sendProblem({ thrown, request, response, context }));
  return app;
}

function groupByPath(operations: readonly Operation[]): Map<string, Map<Method, Operation>> {
  const paths = new Map<string, Map<Method, Operation>>();
  for (const operation of operations) {
    const path = operation.path.replaceAll(/\{(\w+)\}/gu, ":$1");
    const methods = paths.get(path) ?? new Map<Method, Operation>();
    if (methods.has(operation.method)) throw new TypeError(`Two operations for ${operation.method} ${operation.path}`);
    paths.set(path, methods.set(operation.method, operation));
  }
  return paths;
}

function addPath({ app, path, methods, context }: { app: Express; path: string; methods: Map<Method, Operation>; context: AdminContext }): void {
  for (const [method, operation] of methods) {
    app[method](path, (request: Request, response: Response) => handle({ operation, request, response, context }));
  }
  const allow = [...methods.keys()].flatMap((method) => (method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()]));
  allow.push("OPTIONS");
  app.options(path, (_request, response) => {
    response.status(204).set("Allow", allow.join(", ")).end();
  });
  app.all(path, (request) => {
    throw new AdminError("METHOD_NOT_ALLOWED", `${request.method} is not possible for ${request.path}`, { headers: { Allow: allow.join(", ") } });
  });
}

interface Handling {
  readonly operation: Operation;
  readonly request: Request;
  readonly response: Response;
  readonly context: AdminContext;
}

async function handle({ operation, request, response, context }: Handling): Promise<void> {
  factsOf(response).operation = operation.id;
  const call = await makeCall({ operation, request, response, facts: factsOf(response), context });
  const answer = await operation.handle(call);
  await sendAnswer({ answer, request, response, signal: call.signal });
}

function factsOf(response: Response): RequestFacts {
  return response.locals["facts"] as RequestFacts;
}

function sendProblem({ thrown, request, response, context }: { thrown: unknown; request: Request; response: Response; context: AdminContext }): void {
  const facts = factsOf(response);
  const answer = problemAnswer(thrown, facts.requestId);
  if (answer.unexpected) {
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    context.logger.error("Request ended in a defect", { requestId: facts.requestId, operation: facts.operation, stack });
  }
  if (answer.status === 401 || answer.status === 403) {
    const { requestId, from, operation } = facts;
    context.logger.info("Request denied", { requestId, from, operation, code: answer.status, detail: thrown instanceof AdminError ? thrown.message : "" });
  }
  // The answer has begun: a clean end would say that it was whole.
  if (response.headersSent) return void response.destroy();
  const body = `${JSON.stringify(answer.body)}\n`;
  response.status(answer.status).set(answer.headers).set("Content-Type", problemMediaType);
  response.end(request.method === "HEAD" ? undefined : body);
}
