import { chmod, lstat, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { listenAddressText } from "../../kit/listen-address.ts";
import type { LaneLimit } from "../limits/lane-limits.ts";
import { type LaneTls, tlsServerOptions } from "../tls/lane-tls.ts";
import { type LaneAddress, LaneListenError, type ResolvedLaneOptions } from "./lane.ts";

/** What comes from a listening socket. */
export interface ListenEvents {
  /** A connection, after its TLS handshake. */
  onSocket(socket: Socket): void;
  onLimit(limit: LaneLimit): void;
  /** Connections cannot be taken; those that are open go on. */
  onError(error: Error): void;
  /** A TLS handshake failed. */
  onTlsError(error: NodeJS.ErrnoException, socket: Socket): void;
}

/** A listening socket. */
export interface Listening {
  readonly address: LaneAddress;
  /** Throws a `LaneTlsError` and changes nothing when the texts are of no use. */
  setTls(tls: LaneTls): void;
  /** Takes no more connections and ends handshakes that are under way; connections that are open stay. */
  stop(): void;
}

const defaultMode = 0o600;

/** Listens on a lane's address. Throws a `LaneListenError` when that cannot be had, a `LaneTlsError` when TLS cannot. */
export async function listen(options: Pick<ResolvedLaneOptions, "address" | "tls" | "limits">, events: ListenEvents): Promise<Listening> {
  const { address, tls, limits } = options;
  const settings = { noDelay: true };
  const server: Server =
    tls === undefined
      ? createServer(settings, (socket) => events.onSocket(socket))
      : createTlsServer({ ...settings, ...tlsServerOptions(tls), ALPNProtocols: ["h2"], handshakeTimeout: limits.handshakeTimeoutMs }, (socket) =>
          events.onSocket(socket),
        );
  server.maxConnections = limits.maxConnections;
  server.on("drop", () => events.onLimit("maxConnections"));
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ERR_TLS_HANDSHAKE_TIMEOUT") events.onLimit("handshakeTimeoutMs");
    events.onTlsError(error, socket);
  });
  const handshakes = tls === undefined ? new Map<string, Socket>() : followHandshakes(server);
  const bound = address.kind === "tcp" ? await bindTcp(server, address) : await bindUnix(server, address);
  server.on("error", (error) => events.onError(error));
  return {
    address: bound,
    setTls: (next) => {
      if (tls !== undefined) (server as TlsServer).setSecureContext(tlsServerOptions(next));
    },
    stop: () => {
      server.close();
      for (const socket of handshakes.values()) socket.destroy();
    },
  };
}

/**
 * Connections whose TLS handshake is under way, by where they come from: they are told of nowhere else. Those of a Unix socket come from nowhere
 * and end with the time that a handshake may take.
 */
function followHandshakes(server: Server): ReadonlyMap<string, Socket> {
  const underWay = new Map<string, Socket>();
  const placeOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
  server.on("connection", (socket: Socket) => {
    if (socket.remotePort === undefined) return;
    const place = placeOf(socket);
    underWay.set(place, socket);
    socket.once("close", () => {
      if (underWay.get(place) === socket) underWay.delete(place);
    });
  });
  server.on("secureConnection", (socket: Socket) => void underWay.delete(placeOf(socket)));
  return underWay;
}

async function bindTcp(server: Server, address: Extract<LaneAddress, { kind: "tcp" }>): Promise<LaneAddress> {
  await bind(server, { host: address.host, port: address.port, reusePort: address.reusePort ?? false }, listenAddressText(address));
  return { ...address, port: (server.address() as AddressInfo).port };
}

async function bindUnix(server: Server, address: Extract<LaneAddress, { kind: "unix" }>): Promise<LaneAddress> {
  const { path, mode = defaultMode } = address;
  if (await isAbandoned(path)) await rm(path, { force: true });
  await bind(server, { path }, path);
  await chmod(path, mode);
  return address;
}

function bind(server: Server, where: Parameters<Server["listen"]>[0], text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "it is taken" : cause.message;
      reject(new LaneListenError(`Address ${text} cannot be listened on: ${why}`, { cause }));
    });
    server.listen(where as { path: string }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

/** True when there is a socket file and nobody answers on it. */
async function isAbandoned(path: string): Promise<boolean> {
  const file = await lstat(path).catch(() => undefined);
  if (file?.isSocket() !== true) return false;
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });
}
