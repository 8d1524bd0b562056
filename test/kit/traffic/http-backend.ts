import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { atEnd } from "../binary/at-end.ts";

/** A request as the backend saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What the backend answers; the body defaults to JSON that names the backend and what it saw. */
export interface BackendAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
  /** Answer when this has come. */
  readonly after?: Promise<void>;
  /** Cut the connection instead of answering. */
  readonly reset?: boolean;
}

/** A server behind Envoy. */
export interface HttpBackend {
  readonly name: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  /** How it answers from now on. */
  answer: (request: SeenRequest, index: number) => BackendAnswer;
  readonly server: Server;
  close(): Promise<void>;
}

/** Options of {@link startHttpBackend}. */
export interface HttpBackendOptions {
  readonly protocol?: "http1" | "http2";
  readonly tls?: ServerOptions;
  readonly port?: number;
}

/** Starts a server on loopback that says who it is; it ends with the test file. */
export async function startHttpBackend(name: string, options: HttpBackendOptions = {}): Promise<HttpBackend> {
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => void reply(backend, request, response);
  const server = serverOf(options, listener);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const backend: HttpBackend = {
    name,
    port: (server.address() as AddressInfo).port,
    seen: [],
    answer: () => ({}),
    server,
    close: async () => {
      const closed = server.listening ? once(server, "close") : Promise.resolve();
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  atEnd(() => void backend.close());
  return backend;
}

function serverOf({ protocol, tls }: HttpBackendOptions, listener: RequestListener): Server {
  if (protocol === "http2") return createHttp2Server(listener as never) as unknown as Server;
  return tls === undefined ? createServer(listener) : createHttpsServer(tls, listener);
}

async function reply(backend: HttpBackend, request: IncomingMessage, response: Parameters<RequestListener>[1]): Promise<void> {
  const seen: SeenRequest = { method: request.method ?? "", path: request.url ?? "", headers: { ...request.headers } };
  const index = backend.seen.push(seen) - 1;
  const answer = backend.answer(seen, index);
  request.resume();
  if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  await answer.after;
  if (answer.reset === true) {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status ?? 200, { "content-type": "application/json", "x-backend": backend.name, ...answer.headers });
  response.end(answer.body ?? JSON.stringify({ backend: backend.name, ...seen }));
}
