import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:http2";
import type { Duplex } from "node:stream";
import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { startGrpcBackend } from "../kit/traffic/grpc-backend.ts";
import { grpcClient } from "../kit/traffic/grpc-client.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { sendHttp2 } from "../kit/traffic/http-request.ts";
import { acceptWebSockets, echoed, openWebSocket } from "../kit/traffic/web-socket.ts";

/** Asks for an upgrade (or a tunnel) and echoes one text through it; answers the status when it is refused. */
async function upgraded(port: number, options: { readonly host: string; readonly connect?: boolean; readonly protocol?: string }): Promise<string> {
  const { host, connect: tunnel = false, protocol = "" } = options;
  const headers = tunnel ? { host } : { host, connection: "Upgrade", upgrade: protocol };
  const sent = request({ host: "127.0.0.1", port, method: tunnel ? "CONNECT" : "GET", path: tunnel ? `${host}:443` : "/", headers, agent: false });
  sent.end();
  const found = await Promise.race([
    once(sent, tunnel ? "connect" : "upgrade") as Promise<[IncomingMessage, Duplex]>,
    once(sent, "response") as Promise<[IncomingMessage]>,
  ]);
  const [response, socket] = found;
  if (socket === undefined || (response.statusCode ?? 0) >= 400) {
    sent.destroy();
    return String(response.statusCode);
  }
  socket.write("ping");
  const [data] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return data.toString();
}

function echoStream(socket: Duplex, greeting: string): void {
  socket.on("error", () => undefined);
  socket.write(greeting);
  socket.pipe(socket);
}

describeWith("what a real Envoy speaks", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    const [http1, http2, grpc] = [await startHttpBackend("http1"), await startHttpBackend("http2", { protocol: "http2" }), await startGrpcBackend("grpc")];
    acceptWebSockets(http1.server);
    const raw = await startHttpBackend("raw");
    raw.server.on("upgrade", (_: IncomingMessage, socket: Duplex) =>
      echoStream(socket, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"),
    );
    raw.server.on("connect", (_: IncomingMessage, socket: Duplex) => echoStream(socket, "HTTP/1.1 200 OK\r\n\r\n"));
    edge = await startEdge();
    const to = (name: string, fields: object = {}) => ({ backends: [{ service: name }], ...fields });
    await edge.write(
      documents(
        service("http1", http1.port),
        service("http2", http2.port, { protocol: "http2" }),
        service("grpc", grpc.port, { protocol: "grpc" }),
        service("raw", raw.port),
        route("http1", [to("http1")]),
        route("http2", [to("http2")]),
        route("grpc", [to("grpc")]),
        route("match", [
          { matches: [{ grpc: { service: "test.Echo", method: "Say" } }], ...to("grpc") },
          { matches: [{ grpc: { service: "test.Other" }, headers: [{ name: "x-ok", exact: "1" }] }], ...to("grpc") },
        ]),
        route("socket", [to("http1", { upgrades: ["websocket"] })]),
        route("upgrade", [to("raw", { upgrades: ["echo"] })]),
        route("tunnel", [to("raw", { upgrades: ["CONNECT"] })]),
        route("plain", [to("raw")]),
      ),
    );
  });

  it("is HTTP/1.1 and HTTP/2 from clients, to backends of both", async () => {
    expect(await edge.ask("http1.test/")).toMatchObject({ status: 200, backend: "http1" });
    expect(await edge.ask("http2.test/")).toMatchObject({ status: 200, backend: "http2" });
    expect(await sendHttp2({ port: edge.port, host: "http1.test" })).toMatchObject({ status: 200, backend: "http1" });
    expect(await sendHttp2({ port: edge.port, host: "http2.test" })).toMatchObject({ status: 200, backend: "http2" });
  });

  it("is gRPC, unary and in streams", async () => {
    const client = grpcClient(edge.port, "grpc.test");
    expect(await client.say("hello")).toBe("grpc:hello");
    const stream = client.chat();
    for (const word of ["one", "two"]) {
      stream.write(Buffer.from(word));
      const [answer] = (await once(stream, "data")) as [Buffer];
      expect(answer.toString()).toBe(`grpc:${word}`);
    }
    stream.end();
    client.close();
  });

  it("tells gRPC calls apart by service, method and header", async () => {
    const client = grpcClient(edge.port, "match.test");
    expect(await client.say("hello")).toBe("grpc:hello");
    await expect(client.say("hello", { path: "/test.Echo/Shout" })).rejects.toMatchObject({ code: 12 });
    expect((await edge.ask("match.test/test.Echo/Say", { method: "POST" })).status).toBe(404);
    await expect(client.say("hello", { path: "/test.Other/Say" })).rejects.toMatchObject({ code: 12 });
    expect(await client.say("hello", { path: "/test.Other/Say", headers: { "x-ok": "1" } })).toBe("grpc:hello");
    client.close();
  });

  it("is WebSocket where the rule lets it through", async () => {
    const socket = await openWebSocket(edge.port, "socket.test/");
    expect(await echoed(socket, "hello")).toBe("hello");
    socket.close();
    await once(socket, "close");
    await expect(openWebSocket(edge.port, "http1.test/")).rejects.toThrow("Unexpected server response: 403");
  });

  it("is WebSocket over HTTP/2 too", async () => {
    const session = connect(`http://127.0.0.1:${edge.port}`);
    await once(session, "remoteSettings");
    const headers = { ":method": "CONNECT", ":protocol": "websocket", ":path": "/", ":scheme": "http", ":authority": "socket.test" };
    const stream = session.request({ ...headers, "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" });
    const [response] = (await once(stream, "response")) as [Record<string, unknown>];
    expect(response[":status"]).toBe(200);
    stream.destroy();
    session.destroy();
  });

  it("is any other upgrade, and tunnels, where the rule lets them through", async () => {
    expect(await upgraded(edge.port, { host: "upgrade.test", protocol: "echo" })).toBe("ping");
    expect(await upgraded(edge.port, { host: "plain.test", protocol: "echo" })).toBe("403");
    expect(await upgraded(edge.port, { host: "tunnel.test", connect: true })).toBe("ping");
    expect(await upgraded(edge.port, { host: "plain.test", connect: true })).toMatch(/^4\d\d$/u);
  });
});
