import type { Socket } from "node:net";
import type { Logger } from "../../kit/telemetry.ts";
import { fitsSanRules, type LaneTls } from "../tls/lane-tls.ts";
import { socketPeer } from "../tls/socket-peer.ts";
import type { LaneAddress, ResolvedLaneOptions } from "./lane.ts";
import type { LaneMeters } from "./lane-meters.ts";
import { type Listening, listen } from "./listen.ts";

/** What a lane does with a connection that was let in. */
export type Adopt = (socket: Socket) => Adopted;

/** A connection as the gate needs it. */
export interface Adopted {
  /** Ends it, since its certificate has no name that is let in; the client is told why where that is possible. */
  refuse(reason: string): void;
  /** Tells the client to go elsewhere, and ends when its calls have. */
  drain(): void;
}

/**
 * The listening side of a lane, which both lanes share: address, TLS, names of clients, and the connections that are open.
 */
export class Gate {
  readonly #options: ResolvedLaneOptions;
  readonly #meters: LaneMeters;
  readonly #open = new Map<Socket, Adopted>();
  #listening: Listening | undefined;
  #tls: LaneTls | undefined;
  #onEmpty: (() => void) | undefined;
  #isClosing = false;

  constructor(options: ResolvedLaneOptions, meters: LaneMeters) {
    this.#options = options;
    this.#meters = meters;
    this.#tls = options.tls;
  }

  /** Where it listens. */
  get address(): LaneAddress {
    return this.#listening?.address ?? this.#options.address;
  }

  /** Begins to listen; `adopt` gets each connection. */
  async listen(adopt: Adopt): Promise<void> {
    this.#listening = await listen(this.#options, {
      onSocket: (socket) => this.#enter(socket, adopt),
      onLimit: (limit) => this.#meters.onLimit(limit),
      onError: (error) => this.#log.error("Connections cannot be taken", { lane: this.#options.name, error: error.message }),
      onTlsError: (error, socket) => {
        this.#meters.onConnectionError("TLS");
        this.#log.debug("TLS handshake failed", { lane: this.#options.name, peer: socket.remoteAddress ?? "", error: error.message });
      },
    });
  }

  /** Uses other texts for connections from now on; see `Lane`. */
  setTls(tls: LaneTls): void {
    this.#listening?.setTls(tls);
    this.#tls = tls;
  }

  /** Lets nobody in any more, drains those who are, and waits until the last has gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#listening?.stop();
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (const adopted of this.#open.values()) adopted.drain();
    if (this.#open.size > 0) await empty;
  }

  /** Closes every connection at once. */
  cut(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  get #log(): Logger {
    return this.#options.logger;
  }

  #enter(socket: Socket, adopt: Adopt): void {
    socket.on("error", (error) => this.#log.debug("Connection failed", { lane: this.#options.name, error: error.message }));
    // It was taken, or its handshake was under way, when the lane began to close: nobody would drain it.
    if (this.#isClosing) return void socket.destroy();
    socket.once("close", () => this.#leave(socket));
    const adopted = adopt(socket);
    this.#open.set(socket, adopted);
    this.#meters.onConnection(this.#open.size);
    this.#checkNames(socket, adopted);
  }

  #checkNames(socket: Socket, adopted: Adopted): void {
    const rules = this.#tls?.clientNames;
    if (rules === undefined) return;
    const { address, certificate } = socketPeer(socket);
    const names = certificate?.subjectAltNames ?? [];
    if (fitsSanRules(names, rules)) return;
    this.#meters.onConnectionError("INADEQUATE_SECURITY");
    this.#log.warn("Client certificate has no name that is let in", { lane: this.#options.name, peer: address, names });
    adopted.refuse(`Client certificate has no name that is let in: ${names.join(", ")}`);
  }

  #leave(socket: Socket): void {
    this.#open.delete(socket);
    this.#meters.onConnectionEnd(this.#open.size);
    if (this.#open.size === 0) this.#onEmpty?.();
  }
}
