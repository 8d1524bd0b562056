import type { Socket } from "node:net";
import { OutputPool } from "../connection/output.ts";
import { ServerConnection } from "../connection/server-connection.ts";
import { Turn } from "../connection/turn.ts";
import { Http2Error, http2Code } from "../frame/http2-error.ts";
import type { Peer } from "../peer.ts";
import { fitsSanRules, type LaneTls } from "../tls/lane-tls.ts";
import { socketPeer } from "../tls/socket-peer.ts";
import { CallDeadlines } from "./call-deadlines.ts";
import { type Lane, type LaneOptions, type ResolvedLaneOptions, resolveLaneOptions } from "./lane.ts";
import { type LaneMeters, laneMeters } from "./lane-meters.ts";
import { type Listening, listen } from "./listen.ts";
import { socketWire } from "./socket-wire.ts";

/** How often what takes too long is looked for, and counts are published. */
const sweepMs = 1000;
/** The share of a connection's largest age that chance takes off. */
const ageJitter = 0.1;

/** Serves unary gRPC on our own HTTP/2. Throws a `LaneListenError`, `LaneTlsError` or `LaneLimitError`. */
export async function serveLane(options: LaneOptions): Promise<Lane> {
  const resolved = resolveLaneOptions(options);
  const lane = new FastLane(resolved);
  await lane.listen();
  return lane;
}

class FastLane implements Lane {
  readonly #options: ResolvedLaneOptions;
  readonly #meters: LaneMeters;
  readonly #turn: Turn;
  readonly #deadlines: CallDeadlines;
  readonly #pool = new OutputPool();
  readonly #connections = new Set<ServerConnection>();
  #listening: Listening | undefined;
  #tls: LaneTls | undefined;
  #cancelSweep: () => void = () => undefined;
  #onEmpty: (() => void) | undefined;

  constructor(options: ResolvedLaneOptions) {
    const { clock, logger, methods, metrics, name, tls } = options;
    this.#options = options;
    this.#tls = tls;
    this.#meters = laneMeters(metrics, name);
    this.#deadlines = new CallDeadlines(clock);
    this.#turn = new Turn({
      methods,
      now: () => clock.monotonic(),
      atEndOfTurn: (task) => void setImmediate(task),
      onError: (error, path) => logger.error("Handler failed", { lane: name, method: path, error: String(error) }),
    });
  }

  get address(): Lane["address"] {
    return this.#listening?.address ?? this.#options.address;
  }

  async listen(): Promise<void> {
    this.#listening = await listen(this.#options, {
      onSocket: (socket) => this.#adopt(socket),
      onLimit: (limit) => this.#meters.onLimit(limit),
      onTlsError: (error, socket) => {
        this.#meters.onConnectionError("TLS");
        this.#options.logger.debug("TLS handshake failed", { lane: this.#options.name, peer: socket.remoteAddress ?? "", error: error.message });
      },
    });
    this.#scheduleSweep();
  }

  setTls(tls: LaneTls): void {
    this.#listening?.setTls(tls);
    this.#tls = tls;
  }

  async close(): Promise<void> {
    this.#options.health?.shutDown();
    this.#listening?.stop();
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (const connection of this.#connections) connection.drain();
    if (this.#connections.size > 0) await empty;
    this.#cancelSweep();
    this.#deadlines.close();
    this.#publishCounts();
  }

  #adopt(socket: Socket): void {
    const { clock, limits, random } = this.#options;
    let peer: Peer | undefined;
    const connection = new ServerConnection({
      limits,
      methods: this.#turn.queues,
      wire: socketWire(socket),
      pool: this.#pool,
      deadlines: this.#deadlines,
      now: clock.monotonic(),
      maxAgeMs: limits.maxConnectionAgeMs * (1 - ageJitter * random.number()),
      peer: () => {
        peer ??= socketPeer(socket);
        return peer;
      },
      events: {
        onLimit: (limit) => this.#meters.onLimit(limit),
        onComplete: (call) => this.#turn.complete(call),
        onOutput: (touched) => this.#turn.touch(touched),
        onError: (error) => this.#onConnectionError(error, socket),
      },
    });
    this.#connections.add(connection);
    this.#meters.onConnection(this.#connections.size);
    socket.on("data", (chunk: Buffer) => connection.receive(chunk, clock.monotonic()));
    socket.on("drain", () => connection.drained());
    socket.on("error", (error) => this.#options.logger.debug("Connection failed", { lane: this.#options.name, error: error.message }));
    socket.once("close", () => this.#forget(connection));
    this.#checkNames(socket, connection);
  }

  /** A client that shows a good certificate of somebody else is told so. */
  #checkNames(socket: Socket, connection: ServerConnection): void {
    const rules = this.#tls?.clientNames;
    if (rules === undefined) return;
    const { address, certificate } = socketPeer(socket);
    const names = certificate?.subjectAltNames ?? [];
    if (fitsSanRules(names, rules)) return;
    this.#meters.onConnectionError("INADEQUATE_SECURITY");
    this.#options.logger.warn("Client certificate has no name that is let in", { lane: this.#options.name, peer: address, names });
    connection.refuse(http2Code.inadequateSecurity, `Client certificate has no name that is let in: ${names.join(", ")}`);
  }

  #onConnectionError(error: unknown, socket: Socket): void {
    const { logger, name } = this.#options;
    const peer = socketPeer(socket).address;
    if (error instanceof Http2Error) {
      this.#meters.onConnectionError(error.codeName);
      logger.debug("Client broke the protocol", { lane: name, peer, code: error.codeName, error: error.message });
    } else {
      this.#meters.onConnectionError("INTERNAL_ERROR");
      logger.error("Connection failed", { lane: name, peer, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }

  #forget(connection: ServerConnection): void {
    connection.closed();
    this.#connections.delete(connection);
    this.#meters.onConnectionEnd(this.#connections.size);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #scheduleSweep(): void {
    this.#cancelSweep = this.#options.clock.schedule(sweepMs, () => {
      const now = this.#options.clock.monotonic();
      for (const connection of this.#connections) connection.sweep(now);
      this.#publishCounts();
      this.#scheduleSweep();
    });
  }

  #publishCounts(): void {
    for (const queue of this.#turn.queues.values()) queue.takeCounts((status, count) => this.#meters.onCalls(queue.path, status, count));
  }
}
