import { isUtf8 } from "node:buffer";
import type { Request, Response } from "express";
import type { z } from "zod";
import { nearestName } from "../../kit/nearest-name.ts";
import { authenticate } from "../access/authenticate.ts";
import { describePrincipal, mayCall, type Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { AdminError, throwViolations } from "../problem/admin-error.ts";
import type { Violation, ViolationPlace } from "../problem/violation.ts";
import { negotiate } from "./media-type.ts";
import type { Call, Operation, Parameters } from "./operation.ts";
import { readBody } from "./read-body.ts";
import type { RequestFacts } from "./request-facts.ts";

/** What a call is made of. */
export interface CallParts {
  readonly operation: Operation;
  readonly request: Request;
  readonly response: Response;
  readonly facts: RequestFacts;
  readonly context: AdminContext;
}

/** Nobody: public operations have no caller. */
const nobody: Principal = { name: "", role: "viewer", namespaces: new Set() };

/** Checks access first, then every parameter, then what the caller accepts; the body is read only when the handler asks for it. */
export async function makeCall({ operation, request, response, facts, context }: CallParts): Promise<Call> {
  const principal = operation.access === "public" ? nobody : await permitted(operation, request, context);
  const { path, query, header } = readParameters(operation, request);
  const accept = acceptable(operation, request);
  const { body } = operation;
  return {
    path,
    query,
    header,
    principal,
    accept,
    requestId: facts.requestId,
    from: facts.from,
    signal: endSignal(response, context.signal),
    documents: async () => {
      if (body === undefined) throw new TypeError(`Operation ${operation.id} declares no body`);
      return readBody(request, body, context.limits);
    },
  };
}

async function permitted(operation: Operation, request: Request, context: AdminContext): Promise<Principal> {
  const principal = await authenticate(request.get("Authorization"), context.tokens);
  if (mayCall(principal, operation.access)) return principal;
  const needed = operation.access === "admin" ? "the role admin" : "a token for all namespaces";
  throw new AdminError("FORBIDDEN", `${describePrincipal(principal)}; this needs ${needed}`);
}

function readParameters(operation: Operation, request: Request): { path: Parameters; query: Parameters; header: Parameters } {
  const violations: Violation[] = [];
  const { parameters } = operation;
  const path = parse({ schema: parameters.path, values: request.params, place: "path", violations });
  const query = parse({ schema: parameters.query, values: queryOf(request, violations), place: "query", violations });
  const header = parse({ schema: parameters.header, values: headersOf(request, parameters.header), place: "header", violations });
  throwViolations("INVALID_PARAMETER", violations);
  return { path, query, header };
}

function queryOf(request: Request, violations: Violation[]): Record<string, string> {
  const start = request.originalUrl.indexOf("?");
  const pairs = new URLSearchParams(start < 0 ? "" : request.originalUrl.slice(start));
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (values.has(name)) violations.push({ in: "query", pointer: `/${name}`, code: "REPEATED", detail: `Query parameter ${name} is given twice` });
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

/** Only the declared ones. People write reasons in their own language, and their clients send UTF-8 or, as `fetch` does, Latin-1. */
function headersOf(request: Request, schema: z.ZodObject): Record<string, string> {
  const declared = Object.keys(schema.shape).flatMap((name) => {
    const value = request.headers[name];
    return typeof value === "string" ? [[name, headerText(value)] as const] : [];
  });
  return Object.fromEntries(declared);
}

/** Node reads header bytes as Latin-1. */
function headerText(value: string): string {
  const bytes = Buffer.from(value, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : value;
}

interface ParseRequest {
  readonly schema: z.ZodObject;
  readonly values: Readonly<Record<string, unknown>>;
  readonly place: ViolationPlace;
  readonly violations: Violation[];
}

function parse({ schema, values, place, violations }: ParseRequest): Parameters {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  for (const issue of result.error.issues) violations.push(...issueViolations({ issue, place, values, known: Object.keys(schema.shape) }));
  return {};
}

interface IssueFacts {
  readonly issue: z.core.$ZodIssue;
  readonly place: ViolationPlace;
  readonly values: Readonly<Record<string, unknown>>;
  readonly known: readonly string[];
}

function issueViolations({ issue, place, values, known }: IssueFacts): readonly Violation[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? `Known here: ${known.join(", ") || "none"}` : `Did you mean ${nearest}?`;
      return { in: place, pointer: `/${name}`, code: "UNKNOWN_PARAMETER", detail: `There is no ${place} parameter ${JSON.stringify(name)} here`, hint };
    });
  }
  const name = String(issue.path[0] ?? "");
  const value = values[name];
  const detail =
    value === undefined
      ? `The ${place} parameter ${name} is missing`
      : `The ${place} parameter ${name} has the value ${JSON.stringify(value)}, it ${issue.message}`;
  return [{ in: place, pointer: `/${name}`, code: value === undefined ? "MISSING" : "INVALID_VALUE", detail }];
}

function acceptable(operation: Operation, request: Request): string {
  const offered = [...new Set(Object.values(operation.answers).flatMap((answer) => Object.keys(answer.content ?? {})))];
  if (offered.length === 0) return "";
  const chosen = negotiate(request.get("Accept"), offered);
  if (chosen !== undefined) return chosen;
  throw new AdminError("NOT_ACCEPTABLE", `Accept ${JSON.stringify(request.get("Accept"))} leaves none of ${offered.join(", ")}`);
}

/** Aborts when the answer ended or its reader went away, and when the server stops. */
function endSignal(response: Response, stop: AbortSignal): AbortSignal {
  const end = new AbortController();
  const abort = (): void => end.abort();
  if (stop.aborted) abort();
  stop.addEventListener("abort", abort, { once: true });
  response.once("close", () => {
    stop.removeEventListener("abort", abort);
    abort();
  });
  return end.signal;
}
