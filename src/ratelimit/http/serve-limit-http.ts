import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ListenAddress } from "../../kit/listen-address.ts";
import type { Answer } from "../decide/answer.ts";
import type { LimitRequest, RequestRefusal } from "../decide/request.ts";
import type { Limiter } from "../limiter.ts";
import { answerJson, readJsonRequest } from "./json-request.ts";

/** What the HTTP side is made with. */
export interface LimitHttpOptions {
  readonly limiter: Limiter;
  readonly address: ListenAddress;
  /** PEM texts; absent: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What this process lacks before it can decide, in words; empty: nothing. */
  readonly missing: () => readonly string[];
  /** The rules in force, one line each. */
  readonly rules: () => string;
  /** What `/metrics` answers. */
  readonly metrics: { readonly contentType: string; page(): Promise<string> };
}

/** An HTTP side that runs. */
export interface LimitHttp {
  readonly address: ListenAddress;
  /** Uses another certificate for new connections. */
  setTls(tls: { readonly cert: string; readonly key: string }): void;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const largestBody = 1_048_576;
const text = "text/plain; charset=utf-8";

/**
 * Serves what the reference service has on HTTP: `POST /json` for a decision (200, 429 when over, 400 and 500 with a sentence), `/healthcheck` and
 * `/rlconfig`; and `POST /explain` (the same request, which charges nothing), `/healthz`, `/readyz` and `/metrics` of Sluice.
 */
export async function serveLimitHttp(options: LimitHttpOptions): Promise<LimitHttp> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    respond(request, options).then(
      (reply) => send(response, reply),
      () => send(response, { status: 500, type: text, body: "The request failed\n" }),
    );
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer({ ...options.tls, minVersion: "TLSv1.2" }, listener);
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: options.address.host, port: options.address.port }, resolve);
  });
  return {
    address: { host: options.address.host, port: (server.address() as AddressInfo).port },
    setTls: (tls) => {
      if (server instanceof TlsServer) server.setSecureContext({ ...tls, minVersion: "TLSv1.2" });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, type, body }: Reply): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body), "cache-control": "no-store" });
  response.end(body);
}

async function respond(request: IncomingMessage, options: LimitHttpOptions): Promise<Reply> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  if (path === "/json") return ask(request, options, decide);
  if (path === "/explain") return ask(request, options, explain);
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, type: text, body: "Use GET\n" };
  switch (path) {
    case "/healthz":
      return { status: 200, type: text, body: "OK\n" };
    case "/healthcheck":
    case "/readyz":
      return health(options, path === "/readyz" ? 503 : 500);
    case "/rlconfig":
      return { status: 200, type: text, body: options.rules() };
    case "/metrics":
      return { status: 200, type: options.metrics.contentType, body: await options.metrics.page() };
    default:
      return { status: 404, type: text, body: "There are POST /json, POST /explain, /healthcheck, /rlconfig, /healthz, /readyz and /metrics\n" };
  }
}

function health({ missing }: LimitHttpOptions, failed: number): Reply {
  const lacking = missing();
  return lacking.length === 0 ? { status: 200, type: text, body: "OK" } : { status: failed, type: text, body: `Not ready: ${lacking.join("; ")}\n` };
}

type Ask = (read: LimitRequest, limiter: Limiter, request: IncomingMessage) => Promise<Reply>;

/** Reads the request that both questions have in common. */
async function ask(request: IncomingMessage, { limiter }: LimitHttpOptions, asked: Ask): Promise<Reply> {
  if (request.method !== "POST") return { status: 405, type: text, body: "Use POST\n" };
  const body = await readBody(request);
  if (body === undefined) return { status: 413, type: text, body: `Body is larger than ${largestBody} bytes\n` };
  const read = readRequest(body);
  if (typeof read === "string") return { status: 400, type: text, body: `${read}\n` };
  return asked(read, limiter, request);
}

async function decide(read: LimitRequest, limiter: Limiter, request: IncomingMessage): Promise<Reply> {
  const decided = await new Promise<Answer | RequestRefusal>((resolve) => {
    limiter.decide(read, { deadline: undefined, gone: () => request.destroyed && !request.complete, answer: resolve, refuse: resolve });
  });
  if ("kind" in decided) return { status: decided.kind === "invalid" ? 400 : 500, type: text, body: `${decided.detail}\n` };
  return { status: decided.over ? 429 : 200, type: "application/json", body: JSON.stringify(answerJson(decided)) };
}

async function explain(read: LimitRequest, limiter: Limiter): Promise<Reply> {
  try {
    const explained = await limiter.explain(read);
    if ("kind" in explained) return { status: explained.kind === "invalid" ? 400 : 503, type: text, body: `${explained.detail}\n` };
    return { status: 200, type: "application/json", body: JSON.stringify(explained) };
  } catch (error) {
    return { status: 503, type: text, body: `Counters cannot be asked: ${error instanceof Error ? error.message : String(error)}\n` };
  }
}

function readRequest(body: string) {
  try {
    const read = readJsonRequest(JSON.parse(body));
    return "problems" in read ? read.problems.map(({ pointer, detail }) => `${pointer === "" ? "Request" : pointer}: ${detail}`).join("\n") : read;
  } catch (error) {
    return `Body is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
