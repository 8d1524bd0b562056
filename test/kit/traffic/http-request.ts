import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as http2Connect } from "node:http2";
import { request as httpsRequest, type RequestOptions } from "node:https";

/** One request of a test. */
export interface TestRequest {
  readonly port: number;
  readonly path?: string;
  readonly method?: string;
  /** Host header and SNI. Default 127.0.0.1. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** https, with these settings. */
  readonly tls?: Pick<RequestOptions, "ca" | "cert" | "key" | "rejectUnauthorized">;
  readonly timeoutMs?: number;
}

/** What came back. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** The body as JSON. */
  json(): unknown;
  /** The x-backend header: which backend answered. */
  readonly backend: string | undefined;
}

/** Sends one HTTP/1.1 request on a connection of its own. Rejects when no answer comes. */
export async function send(request: TestRequest): Promise<TestResponse> {
  const options: RequestOptions = {
    host: "127.0.0.1",
    port: request.port,
    path: request.path ?? "/",
    method: request.method ?? "GET",
    headers: { host: request.host ?? "127.0.0.1", ...request.headers },
    agent: false,
    timeout: request.timeoutMs ?? 10_000,
    ...(request.tls !== undefined && { ...request.tls, servername: request.host ?? "" }),
  };
  const sent = request.tls === undefined ? httpRequest(options) : httpsRequest(options);
  sent.on("timeout", () => sent.destroy(new Error(`No answer from port ${request.port} within ${request.timeoutMs ?? 10_000} ms`)));
  sent.end(request.body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return responseOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString());
}

/** Sends one HTTP/2 request (prior knowledge, or over TLS by ALPN). */
export async function sendHttp2(request: TestRequest): Promise<TestResponse> {
  const scheme = request.tls === undefined ? "http" : "https";
  const session = http2Connect(`${scheme}://127.0.0.1:${request.port}`, { ...request.tls, servername: request.host ?? "" } as never);
  try {
    const stream = session.request({
      ":method": request.method ?? "GET",
      ":path": request.path ?? "/",
      ":authority": request.host ?? "127.0.0.1",
      ...request.headers,
    });
    stream.setTimeout(request.timeoutMs ?? 10_000, () => stream.destroy(new Error(`No answer from port ${request.port}`)));
    stream.end(request.body);
    const failed = once(session, "error").then(([error]) => Promise.reject(error as Error));
    const [headers] = (await Promise.race([once(stream, "response"), failed])) as [Record<string, string | number>];
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return responseOf(Number(headers[":status"]), headers as never, Buffer.concat(chunks).toString());
  } finally {
    session.destroy();
  }
}

function responseOf(status: number, headers: TestResponse["headers"], body: string): TestResponse {
  const backend = headers["x-backend"];
  return { status, headers, body, json: () => JSON.parse(body) as unknown, backend: typeof backend === "string" ? backend : undefined };
}
