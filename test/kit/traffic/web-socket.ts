import { once } from "node:events";
import type { Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { atEnd } from "../binary/at-end.ts";

/** Lets an HTTP/1.1 backend take WebSockets, which echo what they get. */
export function acceptWebSockets(server: Server): void {
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => undefined);
  });
  atEnd(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });
}

/** Opens a WebSocket through a gateway to `host/path`; rejects when the upgrade is not accepted. */
export async function openWebSocket(port: number, target: string): Promise<WebSocket> {
  const slash = target.indexOf("/");
  const socket = new WebSocket(`ws://127.0.0.1:${port}${target.slice(slash)}`, { headers: { host: target.slice(0, slash) }, handshakeTimeout: 10_000 });
  await once(socket, "open");
  // A peer that vanishes is an end like any other here: tests look at readyState.
  socket.on("error", () => undefined);
  atEnd(() => socket.terminate());
  return socket;
}

/** Sends a text and answers what comes back. */
export async function echoed(socket: WebSocket, text: string): Promise<string> {
  const answer = once(socket, "message", { signal: AbortSignal.timeout(10_000) });
  socket.send(text);
  const [data] = (await answer) as [Buffer];
  return data.toString();
}
