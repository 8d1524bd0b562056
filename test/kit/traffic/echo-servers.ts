import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { atEnd } from "../binary/at-end.ts";
import type { TestCertificate } from "../tls/certificates.ts";

/** A TCP or UDP server that answers each piece with `name:piece`. */
export interface EchoServer {
  readonly name: string;
  readonly port: number;
}

/** Starts a TCP server, with TLS when it gets a certificate; it ends with the test file. */
export async function startTcpEcho(name: string, certificate?: TestCertificate): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("data", (data: Buffer) => void socket.write(`${name}:${data.toString()}`));
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  };
  const server: Server = certificate === undefined ? createServer(serve) : createTlsServer({ cert: certificate.chain, key: certificate.privateKey }, serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { name, port: (server.address() as AddressInfo).port };
}

/** Starts a UDP server; it ends with the test file. */
export async function startUdpEcho(name: string): Promise<EchoServer> {
  const socket = await boundUdp();
  socket.on("message", (data, { port, address }) => socket.send(`${name}:${data.toString()}`, port, address));
  return { name, port: socket.address().port };
}

/** Sends a datagram and answers what comes back; rejects when nothing does within `timeoutMs`. */
export async function askUdp(port: number, text: string, timeoutMs = 1000): Promise<string> {
  const socket = await boundUdp();
  const answer = once(socket, "message", { signal: AbortSignal.timeout(timeoutMs) });
  socket.send(text, port, "127.0.0.1");
  const [data] = (await answer) as [Buffer];
  return data.toString();
}

/** Opens a TCP connection. */
export async function openTcp(port: number): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port });
  atEnd(() => socket.destroy());
  await once(socket, "connect");
  socket.on("error", () => undefined);
  return socket;
}

/** Sends a text on a connection and answers what comes back; rejects when it closes instead. */
export async function askStream(socket: Socket, text: string): Promise<string> {
  const over = new AbortController();
  const closed = once(socket, "close", { signal: over.signal }).then(() => Promise.reject(new Error("The connection was closed")));
  socket.write(text);
  try {
    const [data] = (await Promise.race([once(socket, "data", { signal: AbortSignal.timeout(10_000) }), closed])) as [Buffer];
    return data.toString();
  } finally {
    over.abort();
    closed.catch(() => undefined);
  }
}

async function boundUdp(): Promise<UdpSocket> {
  const socket = createSocket("udp4");
  atEnd(() => socket.close());
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}
