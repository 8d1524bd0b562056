import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { type ListenAddress, listenAddressText } from "../kit/listen-address.ts";
import type { Admin } from "./admin.ts";

/** PEM texts of a server that speaks TLS. */
export interface AdminTls {
  readonly cert: string;
  readonly key: string;
}

/** Options of {@link serveAdmin}. */
export interface ServeAdminOptions {
  readonly admin: Admin;
  readonly address: ListenAddress;
  /** Absent: plain text, which `checkListen` permits on loopback. */
  readonly tls?: AdminTls;
  /** How long answers under way may take after `close` was called, in milliseconds. Default 5000. */
  readonly graceMs?: number;
}

/** A server that listens. */
export interface RunningAdmin {
  /** With the port that the system chose, when 0 was asked for. */
  readonly address: ListenAddress;
  readonly url: string;
  /** Uses another certificate for new connections. */
  setTls(tls: AdminTls): void;
  /** Ends watches, lets answers under way end, then cuts what is left. */
  close(): Promise<void>;
}

/** Why the server cannot listen. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code = "ERR_ADMIN_LISTEN";
}

/** Serves the admin role on an address. Throws a {@link ListenError} when that cannot be had. */
export async function serveAdmin(options: ServeAdminOptions): Promise<RunningAdmin> {
  const { admin, tls } = options;
  // A reason in any script, percent-encoded, is nine times as long.
  const sizes = { maxHeaderSize: 65_536 };
  const server = tls === undefined ? createHttpServer(sizes, admin.app) : createHttpsServer({ ...sizes, ...tls, minVersion: "TLSv1.2" }, admin.app);
  harden(server);
  await listen(server, options.address);
  const { port } = server.address() as AddressInfo;
  const address = { host: options.address.host, port };
  return {
    address,
    url: `${tls === undefined ? "http" : "https"}://${listenAddressText(address)}`,
    setTls: (next) => {
      if (tls !== undefined) (server as HttpsServer).setSecureContext({ ...next, minVersion: "TLSv1.2" });
    },
    close: () => close(server, admin, options.graceMs ?? 5000),
  };
}

function harden(server: Server | HttpsServer): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 120_000;
  server.keepAliveTimeout = 65_000;
  server.maxHeadersCount = 100;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
    const timeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
    const [status, title] = tooLarge ? [431, "Request Header Fields Too Large"] : timeout ? [408, "Request Timeout"] : [400, "Bad Request"];
    const body = `${JSON.stringify({ type: "/v1/problems/MALFORMED_REQUEST", title: "Request is malformed", status, code: "MALFORMED_REQUEST", detail: title })}\n`;
    socket.end(
      `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

function listen(server: Server | HttpsServer, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "the port is taken" : cause.message;
      reject(new ListenError(`Admin cannot listen on ${listenAddressText(address)}: ${why}`, { cause }));
    });
    server.listen({ host: address.host, port: address.port }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

async function close(server: Server | HttpsServer, admin: Admin, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  admin.stop();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await closed;
  } finally {
    clearTimeout(cut);
  }
}
