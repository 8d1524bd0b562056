import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import type { Role } from "../../../src/admin/access/principal.ts";
import { readTokenRecord, tokenKey } from "../../../src/admin/access/token-record.ts";
import { newTokenText } from "../../../src/admin/access/token-text.ts";
import { type Admin, type AdminOptions, adminRecords, createAdmin } from "../../../src/admin/admin.ts";
import { openApiDocument } from "../../../src/admin/openapi/document.ts";
import type { AuthAnswer, AuthQuestion } from "../../../src/admin/port/auth.ts";
import { type RunningAdmin, serveAdmin } from "../../../src/admin/serve-admin.ts";
import type { Clock, Random } from "../../../src/kit/clock.ts";
import { sha256 } from "../../../src/kit/hash.ts";
import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { sealKey } from "../../../src/kit/seal.ts";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { createLimitsPort } from "../../../src/main/ports/limits-port.ts";
import { createModel } from "../../../src/model/model.ts";
import { createSealer } from "../../../src/model/secret/sealer.ts";
import { policies } from "../../../src/policy/registry.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { createPrometheusMetrics } from "../../../src/telemetry/prometheus-metrics.ts";
import { checkAnswer } from "./check-answer.ts";
import { FakeFleet } from "./fake-fleet.ts";

const random: Random = { bytes: (length) => randomBytes(length), number: Math.random };

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A request to a test's server. */
export interface TestRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: Json | string;
  /** Default: the admin key; empty: none. */
  readonly token?: string;
}

/** An answer that was held against the OpenAPI document. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; an empty object when it is none. */
  readonly body: JsonObject;
}

/** A real server on a free port of loopback with a memory store, and what a test needs around it. */
export interface TestAdmin {
  readonly admin: Admin;
  readonly running: RunningAdmin;
  readonly store: Store;
  readonly fleet: FakeFleet;
  /** What authorization says; a test may set another one. */
  authAnswer: (question: AuthQuestion) => AuthAnswer | Promise<AuthAnswer>;
  readonly document: JsonObject;
  readonly token: string;
  request(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  /** Makes a token of a role in the store. */
  newToken(role: Role, namespaces: "*" | readonly string[]): Promise<string>;
  /** The request as `fetch` makes it, for streams. */
  open(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** What a test may want otherwise. */
export interface TestAdminOptions extends Partial<Pick<AdminOptions, "limits" | "openMetrics" | "missing" | "logger" | "rateLimits">> {
  readonly store?: (store: Store) => Store;
  readonly clock?: Clock;
}

/** Starts a server; it is closed when the test file is through. */
export async function startAdmin(options: TestAdminOptions = {}): Promise<TestAdmin> {
  const fleet = new FakeFleet();
  const inner = newMemoryStore({ clock: options.clock ?? clock, random });
  const store = options.store?.(inner) ?? inner;
  const metrics = createPrometheusMetrics();
  const sealer = createSealer(sealKey(new Uint8Array(32).fill(7)), random);
  const program = { name: "Sluice", version: "0.0.0" };
  const admin = createAdmin({
    store,
    fleet,
    auth: { explain: async (question) => test.authAnswer(question) },
    rateLimits: options.rateLimits ?? createLimitsPort(),
    sealer,
    random,
    metrics,
    program,
    model: createModel(policies),
    clock: options.clock ?? clock,
    logger: options.logger ?? silentLogger,
    metricsPage: metrics,
    missing: options.missing ?? (() => []),
    ...(options.limits && { limits: options.limits }),
    ...(options.openMetrics !== undefined && { openMetrics: options.openMetrics }),
  });
  const end = new AbortController();
  const followed = follow(admin, inner, end.signal);
  await followed.ready;
  const running = await serveAdmin({ admin, address: { host: "127.0.0.1", port: 0 }, graceMs: 500 });
  const document = openApiDocument(admin.operations, program);
  const token = await putToken(inner, { name: "admin", role: "admin", namespaces: "*" });
  let made = 0;
  const test: TestAdmin = {
    admin,
    running,
    store,
    fleet,
    authAnswer: () => ({ explanation: { outcome: "unasked", summary: "Nothing is demanded", layers: [] }, namespace: undefined, layers: [] }),
    document,
    token,
    open: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
      return fetch(`${running.url}${path}`, { ...init, headers });
    },
    request: (method, path, request = {}) => exchange({ running, document, token }, { method, path, request }),
    newToken: (role, namespaces) => {
      made += 1;
      return putToken(inner, { name: `test-${made}`, role, namespaces });
    },
    close: async () => {
      await running.close();
      end.abort();
      await followed.done;
      await inner.close();
    },
  };
  afterAll(() => test.close());
  return test;
}

/** Feeds the store's watch to the admin role, as `main` does. */
function follow(admin: Admin, store: Store, signal: AbortSignal): { readonly ready: Promise<void>; readonly done: Promise<void> } {
  const ready = Promise.withResolvers<void>();
  const done = (async () => {
    for await (const event of store.watch({ records: adminRecords, signal })) {
      admin.apply(event);
      if (event.kind === "snapshot") ready.resolve();
    }
  })();
  return { ready: ready.promise, done };
}

async function putToken(store: Store, facts: { name: string; role: Role; namespaces: "*" | readonly string[] }): Promise<string> {
  const text = newTokenText(facts.name, random);
  const { role, namespaces } = facts;
  const record = { schema: 1, kind: "user", role, namespaces, hash: sha256(text), createdAt: "2026-01-01T00:00:00Z", createdBy: "test" };
  if (readTokenRecord(record) === undefined) throw new TypeError("Token record of the test is not valid");
  await store.putRecord(tokenKey(facts.name), record);
  return text;
}

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly request: TestRequest;
}

async function exchange(server: Pick<TestAdmin, "running" | "document" | "token">, { method, path, request }: Exchange): Promise<TestAnswer> {
  const headers = headersOf(method, request, server.token);
  const body = request.body === undefined ? {} : { body: typeof request.body === "string" ? request.body : JSON.stringify(request.body) };
  const response = await fetch(`${server.running.url}${path}`, { method, headers, ...body });
  const text = await response.text();
  const mediaType = response.headers.get("content-type") ?? "";
  const parsed = mediaType.includes("json") && !mediaType.includes("ndjson") && text !== "" ? (JSON.parse(text) as JsonObject) : {};
  checkAnswer({ method, path, status: response.status, mediaType, text, body: parsed }, server.document);
  return { status: response.status, headers: response.headers, text, body: parsed };
}

function headersOf(method: string, request: TestRequest, ownToken: string): Headers {
  const token = request.token ?? ownToken;
  const headers = new Headers(token === "" ? {} : { authorization: `Bearer ${token}` });
  if (request.body !== undefined) headers.set("content-type", method === "PATCH" ? "application/merge-patch+json" : "application/json");
  for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value);
  return headers;
}
