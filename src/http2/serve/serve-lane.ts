import type { Socket } from "node:net";
import type { LaneCall } from "../connection/lane-call.ts";
import { OutputPool } from "../connection/output.ts";
import { ServerConnection } from "../connection/server-connection.ts";
import { Turn } from "../connection/turn.ts";
import { Http2Error, http2Code } from "../frame/http2-error.ts";
import type { Peer } from "../peer.ts";
import type { LaneTls } from "../tls/lane-tls.ts";
import { socketPeer } from "../tls/socket-peer.ts";
import { CallDeadlines } from "./call-deadlines.ts";
import { type Adopted, Gate } from "./gate.ts";
import { type Lane, type LaneOptions, type ResolvedLaneOptions, resolveLaneOptions } from "./lane.ts";
import { type LaneMeters, laneMeters } from "./lane-meters.ts";
import { socketWire } from "./socket-wire.ts";

/** How often what takes too long is looked for. */
const sweepMs = 1000;
/** The share of a connection's largest age that chance takes off. */
const ageJitter = 0.1;

/** How long farewells may take after the drain time when a lane closes: a client that reads slowly is not waited for then. */
const closeMarginMs = 3000;

/** Serves gRPC on our own HTTP/2. Throws a `LaneListenError`, `LaneTlsError` or `LaneLimitError`. */
export async function serveLane(options: LaneOptions): Promise<Lane> {
  const lane = new FastLane(resolveLaneOptions(options));
  await lane.listen();
  return lane;
}

class FastLane implements Lane {
  readonly #options: ResolvedLaneOptions;
  readonly #meters: LaneMeters;
  readonly #gate: Gate;
  readonly #turn: Turn<LaneCall>;
  readonly #deadlines: CallDeadlines;
  readonly #pool = new OutputPool();
  readonly #connections = new Set<ServerConnection>();
  #cancelSweep: () => void = () => undefined;

  constructor(options: ResolvedLaneOptions) {
    const { clock, methods, metrics, name } = options;
    this.#options = options;
    this.#deadlines = new CallDeadlines(clock);
    this.#turn = new Turn({
      methods,
      now: () => clock.monotonic(),
      atEndOfTurn: (task) => void setImmediate(task),
      onError: (error, path) => this.#onHandlerError(error, path),
    });
    this.#meters = laneMeters(metrics, name, this.#turn.queues);
    this.#gate = new Gate(options, this.#meters);
  }

  get address(): Lane["address"] {
    return this.#gate.address;
  }

  async listen(): Promise<void> {
    await this.#gate.listen((socket) => this.#adopt(socket));
    this.#scheduleSweep();
  }

  setTls(tls: LaneTls): void {
    this.#gate.setTls(tls);
  }

  async close(withinMs = this.#options.limits.drainTimeoutMs + closeMarginMs): Promise<void> {
    this.#options.health?.shutDown();
    const cancel = this.#options.clock.schedule(withinMs, () => this.#gate.cut());
    await this.#gate.close();
    cancel();
    this.#cancelSweep();
    this.#deadlines.close();
  }

  #adopt(socket: Socket): Adopted {
    const { clock } = this.#options;
    const connection = this.#connect(socket);
    this.#connections.add(connection);
    socket.on("data", (chunk: Buffer) => connection.receive(chunk, clock.monotonic()));
    socket.on("drain", () => connection.drained());
    socket.once("close", () => {
      connection.closed();
      this.#connections.delete(connection);
    });
    return { refuse: (reason) => connection.refuse(http2Code.inadequateSecurity, reason), drain: () => connection.drain() };
  }

  #connect(socket: Socket): ServerConnection {
    const { clock, limits, random } = this.#options;
    let peer: Peer | undefined;
    return new ServerConnection({
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
        onComplete: (call, queue) => this.#turn.complete(call, queue),
        onOutput: (touched) => this.#turn.touch(touched),
        onHandlerError: (error, path) => this.#onHandlerError(error, path),
        onError: (error) => this.#onConnectionError(error, socket),
      },
    });
  }

  #onHandlerError(error: unknown, path: string): void {
    this.#options.logger.error("Handler failed", { lane: this.#options.name, method: path, error: String(error) });
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

  #scheduleSweep(): void {
    this.#cancelSweep = this.#options.clock.schedule(sweepMs, () => {
      const now = this.#options.clock.monotonic();
      for (const connection of this.#connections) connection.sweep(now);
      this.#scheduleSweep();
    });
  }
}
