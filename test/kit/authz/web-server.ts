import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { atEnd } from "../binary/at-end.ts";

/** A server on loopback whose answers a test changes while it runs. */
export interface WebServer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** How it answers from now on. */
  answer: RequestListener;
  /** No more connections, as if the machine were gone. */
  close(): Promise<void>;
}

/** Starts it; it ends with the test file. */
export async function startWebServer(answer: RequestListener): Promise<WebServer> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    web.asked.push(request.url ?? "");
    web.answer(request, response);
  });
  server.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const web: WebServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer,
    close: async () => {
      const closed = server.listening ? once(server, "close") : Promise.resolve();
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  atEnd(() => void web.close());
  return web;
}

/** Answers with JSON. */
export function sendJson(value: unknown): RequestListener {
  return (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}
