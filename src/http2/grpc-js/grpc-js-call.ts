import type { Metadata, ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import type { Clock } from "../../kit/clock.ts";
import type { MethodQueue } from "../connection/method-queue.ts";
import type { TurnCall } from "../connection/turn.ts";
import { expectedTimeoutHeader, parseExpectedTimeout } from "../grpc/expected-timeout.ts";
import { type GrpcFailure, type GrpcStatus, grpcStatus } from "../grpc/status.ts";
import type { Peer } from "../peer.ts";
import { grpcJsPeer } from "./grpc-js-peer.ts";

/** What grpc-js gives to a handler: the call, and how to answer it. */
export interface Received {
  readonly call: ServerUnaryCall<Buffer, Uint8Array>;
  readonly answer: sendUnaryData<Uint8Array>;
}

/** grpc-js computes deadlines in whole milliseconds of the wall clock. */
const roundingMs = 2;

/** A call that came through grpc-js. */
export class GrpcJsCall implements TurnCall {
  readonly path: string;
  readonly deadline: number;
  readonly #received: Received;
  readonly #queue: MethodQueue<GrpcJsCall>;
  readonly #aborting = new AbortController();
  #isAnswered = false;
  #stopTry: (() => void) | undefined;
  #peer: Peer | undefined;

  constructor(received: Received, queue: MethodQueue<GrpcJsCall>, clock: Clock) {
    const { call } = received;
    this.#received = received;
    this.#queue = queue;
    this.path = queue.path;
    const tryMs = parseExpectedTimeout(this.header(expectedTimeoutHeader));
    this.deadline = Math.min(monotonicDeadline(call.getDeadline(), clock), clock.monotonic() + tryMs);
    // grpc-js knows nothing of this one.
    if (tryMs !== Number.POSITIVE_INFINITY) this.#stopTry = clock.schedule(tryMs, () => this.expire());
    // grpc-js also says so when the deadline passes; it has answered DEADLINE_EXCEEDED then.
    call.on("cancelled", () => this.#onGone(this.deadline <= clock.monotonic() + roundingMs ? grpcStatus.deadlineExceeded : grpcStatus.cancelled));
  }

  get buffer(): Buffer {
    return this.#received.call.request;
  }

  get start(): number {
    return 0;
  }

  get end(): number {
    return this.buffer.length;
  }

  get message(): Buffer {
    return this.buffer;
  }

  get isOpen(): boolean {
    return !this.#isAnswered && !this.#received.call.cancelled;
  }

  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  get peer(): Peer {
    this.#peer ??= grpcJsPeer(this.#received.call);
    return this.#peer;
  }

  header(name: string): string | undefined {
    return headerOf(this.#received.call.metadata, name);
  }

  reply(message: Uint8Array): void {
    if (!this.isOpen) return;
    this.#end(grpcStatus.ok);
    // grpc-js keeps the message until it is sent; the caller may use its bytes again.
    this.#received.answer(null, Buffer.from(message));
  }

  fail(status: GrpcFailure, message: string): void {
    if (!this.isOpen) return;
    this.#end(status);
    this.#received.answer({ code: status, details: message });
  }

  expire(): void {
    if (!this.isOpen) return;
    this.#aborting.abort();
    this.fail(grpcStatus.deadlineExceeded, "Deadline has passed");
  }

  #end(status: GrpcStatus): void {
    this.#isAnswered = true;
    this.#stopTry?.();
    this.#queue.count(status);
  }

  #onGone(status: GrpcStatus): void {
    if (!this.#isAnswered) this.#end(status);
    this.#aborting.abort();
  }
}

/** A header as our own lane would give it. */
export function headerOf(metadata: Metadata, name: string): string | undefined {
  const values = metadata.get(name);
  return values.length === 0 ? undefined : values.map((value) => (typeof value === "string" ? value : value.toString("base64"))).join(",");
}

function monotonicDeadline(deadline: Date | number, clock: Clock): number {
  return clock.monotonic() + Number(deadline) - clock.now();
}
