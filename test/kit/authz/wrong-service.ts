import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { atEnd } from "../binary/at-end.ts";

/** Ways of a service to answer a Check that are none. */
export const wrongAnswers = {
  "answers UNAVAILABLE": (stream) => stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "14" }, { endStream: true }),
  "says that all is well, without an answer": (stream) => finish(stream, []),
  "answers something that is no message": (stream) => finish(stream, [frame(Buffer.from([0xff, 0xff, 0xff]))]),
  "answers half a message": (stream) => finish(stream, [frame(Buffer.from([0x0a, 0x7f])).subarray(0, 6)]),
  "answers, and then that it failed": (stream) => finish(stream, [frame(Buffer.alloc(0))], 13),
  "answers as a web page": (stream) => {
    stream.respond({ ":status": 200, "content-type": "text/html" });
    stream.end("<html>");
  },
  "answers with an error of HTTP": (stream) => stream.respond({ ":status": 500 }, { endStream: true }),
  "resets every call": (stream) => stream.close(8),
  "never answers": () => undefined,
} as const satisfies Readonly<Record<string, (stream: ServerHttp2Stream) => void>>;

/** Listens in place of a service and answers every call so; resolves with what ends it. */
export async function serveWrongly(port: number, answer: (stream: ServerHttp2Stream) => void): Promise<() => Promise<void>> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on("session", (session) => sessions.add(session.on("error", () => undefined)));
  server.on("stream", (stream: ServerHttp2Stream) => {
    stream.on("error", () => undefined);
    answer(stream);
  });
  return listen(server, port, () => {
    for (const session of sessions) session.destroy();
  });
}

/** Listens in place of any server and says this to whoever connects; resolves with what ends it. */
export async function serveGarbage(port: number, text: string): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.on("data", () => void socket.write(text));
  });
  return listen(server, port, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listen(server: Http2Server | Server, port: number, disconnect: () => void): Promise<() => Promise<void>> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const end = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    disconnect();
    await closed;
  };
  atEnd(() => void end());
  return end;
}

function finish(stream: ServerHttp2Stream, frames: readonly Buffer[], status = 0): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(status) }));
  for (const one of frames) stream.write(one);
  stream.end();
}

/** A message as gRPC sends it: not compressed, with its length. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
