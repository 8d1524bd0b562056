import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A resource as the control protocol carries it. */
export interface ControlResource {
  /** Type URL. */
  readonly type: string;
  readonly name: string;
  /** The encoded message, base64. */
  readonly resource: string;
  /** Time to live, milliseconds. */
  readonly ttlMs?: number;
}

/** A server under test, as its adapter sees it. */
export interface Controlled {
  /** One line: which server this is. */
  readonly server: string;
  reset(ready: boolean): Promise<void>;
  change(set: readonly ControlResource[], remove: readonly Pick<ControlResource, "type" | "name">[]): Promise<void>;
  restart(): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Gives back memory that is not in use; benches ask for it before they look. */
  collect?(): void;
}

/** Serves the control protocol for a server in this process, on a free port of loopback. */
export async function serveControl(controlled: Controlled): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    answer(controlled, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function answer(controlled: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ server: controlled.server }));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Body;
  if (!(await act(controlled, request.url ?? "", body))) {
    response.writeHead(404).end(`There is no ${request.url ?? ""}`);
    return;
  }
  response.writeHead(204).end();
}

/** Answers false when there is no such request. */
async function act(controlled: Controlled, path: string, body: Body): Promise<boolean> {
  if (path === "/reset") await controlled.reset(body.ready ?? true);
  else if (path === "/change") await controlled.change(body.set ?? [], body.remove ?? []);
  else if (path === "/restart") await controlled.restart();
  else if (path === "/advance") await controlled.advance(body.ms ?? 0);
  else if (path === "/collect") controlled.collect?.();
  else return false;
  return true;
}

interface Body {
  readonly ready?: boolean;
  readonly ms?: number;
  readonly set?: readonly ControlResource[];
  readonly remove?: readonly Pick<ControlResource, "type" | "name">[];
}
