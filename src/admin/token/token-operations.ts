import { z } from "zod";
import { parseDuration } from "../../kit/duration.ts";
import { sha256 } from "../../kit/hash.ts";
import type { Json } from "../../kit/json.ts";
import { recordPrefix } from "../../store/store.ts";
import { roles } from "../access/principal.ts";
import { readTokenRecord, type TokenRecord, tokenKey, tokenName } from "../access/token-record.ts";
import { adminKeyName, newTokenText } from "../access/token-text.ts";
import type { AdminContext } from "../admin-context.ts";
import { writeAudit } from "../audit/audit-record.ts";
import { checkBody } from "../http/check-body.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Call, Operation } from "../http/operation.ts";
import { headerParameters, pathParameters, queryParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError, throwViolations } from "../problem/admin-error.ts";
import { oneDocument } from "../resource/put-object.ts";

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const names = z.array(name).min(1).max(1000);

const lifetime = {
  expiresIn: z
    .string()
    .max(50)
    .regex(/^[0-9.dhms]+$/)
    .describe("The token ends after this time, for example 90d; default: never")
    .meta({ example: "90d" })
    .exactOptional(),
};

const newUserToken = z.strictObject({
  name: name.describe("What the history calls the caller"),
  kind: z.literal("user").exactOptional(),
  role: z.enum(roles).describe("viewer reads, operator also writes objects of its namespaces, admin everything"),
  namespaces: z
    .union([z.literal("*"), names])
    .describe("What the role covers; * for all. A token for the role admin is for all")
    .exactOptional(),
  ...lifetime,
});

const newNodeToken = z.strictObject({
  name: name.describe("What the fleet calls the credential"),
  kind: z.literal("node"),
  groups: names.describe("NodeGroups that a node with this token may belong to"),
  ...lifetime,
});

const newToken = z.union([newUserToken, newNodeToken]).meta({ id: "NewToken" });

const token = z
  .strictObject({
    name,
    kind: z.enum(["user", "node"]),
    role: z.enum(roles).exactOptional(),
    namespaces: z.union([z.literal("*"), z.array(name)]).exactOptional(),
    groups: z.array(name).exactOptional(),
    createdAt: z.string(),
    createdBy: z.string(),
    expiresAt: z.string().exactOptional(),
    expired: z.boolean(),
  })
  .meta({ id: "Token" });

const madeToken = z.strictObject({ ...token.shape, token: z.string().describe("The token itself; it is shown this once") }).meta({ id: "MadeToken" });
const tokenList = z.strictObject({ items: z.array(token) }).meta({ id: "TokenList" });

/** Making, showing and deleting tokens; for admins. */
export function tokenOperations(context: AdminContext): readonly Operation[] {
  return [listTokens(context), createToken(context), getToken(context), deleteToken(context)];
}

const path = z.strictObject({ name: pathParameters.name });
const query = z.strictObject({ reason: queryParameters.reason });
const header = z.strictObject({ "x-sluice-reason": headerParameters.reason });

function listTokens(context: AdminContext): Operation {
  return defineOperation({
    id: "listTokens",
    method: "get",
    path: "/v1/tokens",
    tag: "Tokens",
    summary: "List tokens",
    access: "admin",
    parameters: {},
    answers: { 200: jsonAnswer("All tokens, by name, without what would let somebody in", tokenList) },
    handle: async () => {
      const records = await context.store.listRecords(recordPrefix.token);
      const items = records.flatMap(({ key, value }) => {
        const record = readTokenRecord(value);
        return record === undefined ? [] : [shown(tokenName(key), record, context)];
      });
      return { status: 200, body: { items } };
    },
  });
}

function getToken(context: AdminContext): Operation {
  return defineOperation({
    id: "getToken",
    method: "get",
    path: "/v1/tokens/{name}",
    tag: "Tokens",
    summary: "Read a token's facts",
    access: "admin",
    parameters: { path },
    answers: { 200: jsonAnswer("The token, without what would let somebody in", token) },
    problems: ["NOT_FOUND"],
    handle: async ({ path: { name: wanted } }) => {
      const record = readTokenRecord((await context.store.getRecord(tokenKey(wanted)))?.value);
      if (record === undefined) throw noToken(wanted);
      return { status: 200, body: shown(wanted, record, context) };
    },
  });
}

function createToken(context: AdminContext): Operation {
  return defineOperation({
    id: "createToken",
    method: "post",
    path: "/v1/tokens",
    tag: "Tokens",
    summary: "Make a token",
    access: "admin",
    parameters: { query, header },
    body: { size: "object", content: { "application/json": newToken, "application/yaml": newToken } },
    answers: { 201: jsonAnswer("The token; its text is shown this once", madeToken, { Location: "Address of the token" }) },
    problems: ["ALREADY_EXISTS", "INVALID_OBJECT"],
    handle: async (call) => {
      const wanted = checkBody(oneDocument(await call.documents()), newToken);
      const text = newTokenText(wanted.name, context.random);
      const record = recordOf(wanted, { hash: sha256(text), createdBy: call.principal.name, now: context.clock.now() });
      if ((await context.store.getRecord(tokenKey(wanted.name))) !== undefined) throw nameTaken(wanted.name);
      const facts = shown(wanted.name, record, context);
      // First the log, then the token: one that works is in the log, whatever happens between.
      await writeAudit({ action: "token.create", subject: wanted.name, detail: facts, call, reason: reasonOf(call) }, context);
      const result = await context.store.putRecord(tokenKey(wanted.name), record as unknown as Json, { expected: "absent" });
      if (result.kind === "conflict") throw nameTaken(wanted.name);
      return { status: 201, headers: { Location: `/v1/tokens/${wanted.name}` }, body: { ...facts, token: text } };
    },
  });
}

function deleteToken(context: AdminContext): Operation {
  return defineOperation({
    id: "deleteToken",
    method: "delete",
    path: "/v1/tokens/{name}",
    tag: "Tokens",
    summary: "Delete a token; it is refused from then on",
    access: "admin",
    parameters: { path, query, header },
    answers: { 200: jsonAnswer("The token that was deleted", token) },
    problems: ["NOT_FOUND", "CONFLICT"],
    handle: async (call) => {
      const { name: wanted } = call.path;
      if (wanted === call.principal.name) throw new AdminError("CONFLICT", `Token ${wanted} makes this request; it cannot delete itself`);
      const record = readTokenRecord((await context.store.getRecord(tokenKey(wanted)))?.value);
      if (record === undefined) throw noToken(wanted);
      const facts = shown(wanted, record, context);
      await writeAudit({ action: "token.delete", subject: wanted, detail: facts, call, reason: reasonOf(call) }, context);
      if (!(await context.store.deleteRecord(tokenKey(wanted)))) throw noToken(wanted);
      context.tokens.forget(wanted);
      return { status: 200, body: facts };
    },
  });
}

function reasonOf(call: Pick<Call<unknown, z.infer<typeof query>, z.infer<typeof header>>, "query" | "header">): string {
  return call.header["x-sluice-reason"] ?? call.query.reason ?? "";
}

function nameTaken(wanted: string): AdminError {
  return new AdminError("ALREADY_EXISTS", `There is a token named ${wanted} already`);
}

function noToken(wanted: string): AdminError {
  return new AdminError("NOT_FOUND", `There is no token named ${wanted}`);
}

function recordOf(wanted: z.infer<typeof newToken>, facts: { hash: string; createdBy: string; now: number }): TokenRecord {
  const { hash, createdBy, now } = facts;
  const common = { schema: 1 as const, hash, createdBy, createdAt: new Date(now).toISOString(), ...expiryOf(wanted.expiresIn, now) };
  checkName(wanted.name);
  if (wanted.kind === "node") return { ...common, kind: "node", groups: wanted.groups };
  const { role, namespaces } = wanted;
  if (role === "admin" && Array.isArray(namespaces))
    refuse("/namespaces", "The role admin is for all namespaces", "Leave namespaces out, or use the role operator");
  if (role !== "admin" && namespaces === undefined) refuse("", "Field namespaces is missing", "Name the namespaces, or write * for all");
  return { ...common, kind: "user", role, namespaces: namespaces ?? "*" };
}

function checkName(wanted: string): void {
  if (wanted === adminKeyName) refuse("/name", `The name ${adminKeyName} is that of the first admin key`);
}

function expiryOf(expiresIn: string | undefined, now: number): { readonly expiresAt?: string } {
  if (expiresIn === undefined) return {};
  const parsed = parseDuration(expiresIn);
  if ("ms" in parsed && parsed.ms >= 1000 && parsed.ms <= 10 * 365 * 86_400_000) return { expiresAt: new Date(now + parsed.ms).toISOString() };
  return refuse(
    "/expiresIn",
    `Field expiresIn has the value ${JSON.stringify(expiresIn)}, which is not a duration from 1s to ten years`,
    "For example 90d or 12h",
  );
}

function refuse(pointer: string, detail: string, hint?: string): never {
  throwViolations("INVALID_OBJECT", [{ pointer, code: "INVALID_VALUE", detail, ...(hint === undefined ? {} : { hint }) }]);
  throw new TypeError("Unreachable");
}

function shown(name: string, record: TokenRecord, context: Pick<AdminContext, "clock">): { readonly [member: string]: Json } {
  const { kind, createdAt, createdBy, expiresAt } = record;
  const expired = expiresAt !== undefined && Date.parse(expiresAt) <= context.clock.now();
  const scope = record.kind === "node" ? { groups: record.groups } : { role: record.role, namespaces: record.namespaces };
  return { name, kind, ...scope, createdAt, createdBy, ...(expiresAt === undefined ? {} : { expiresAt }), expired };
}
