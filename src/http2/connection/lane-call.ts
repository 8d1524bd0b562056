import type { GrpcFailure } from "../grpc/status.ts";
import type { Peer } from "../peer.ts";
import type { CallFailure } from "./call-failure.ts";
import type { CallHead } from "./call-head.ts";
import type { WheelEntry } from "./deadline-wheel.ts";
import type { MethodQueue } from "./method-queue.ts";
import type { Outgoing } from "./outgoing.ts";
import type { RequestBody } from "./request-body.ts";
import { headerValue } from "./request-headers.ts";
import type { TurnCall } from "./turn.ts";

/** What a call needs of its connection. */
export interface CallOwner {
  readonly peer: Peer;
  /** Milliseconds of the lane's monotonic clock, as of the bytes that are read. */
  readonly now: number;
  reply(call: LaneCall, message: Uint8Array): void;
  fail(call: LaneCall, failure: CallFailure): void;
  /** The call's deadline has passed. */
  expire(call: LaneCall): void;
}

/** The messages that a caller sends on a stream. */
export interface CallStream {
  /** Nothing is held back from the service. */
  readonly isReading: boolean;
  /** DATA came. */
  take(buffer: Buffer, start: number, end: number): void;
  /** The caller ends its side. */
  takeEnd(): void;
  /** The stream is over, and the service did not end it. */
  gone(): void;
  /** Gives back what was held; the stream is over. */
  release(): void;
}

/** Bits of {@link LaneCall.state}. */
export const callState = {
  /** The client has ended its side. */
  remoteClosed: 1,
  /** The answer is decided; it may still wait for a window. */
  answered: 2,
  /** The answer is written to its end. */
  localClosed: 4,
  /** The caller has gone: its stream was reset or its connection broke. */
  gone: 8,
  /** Nobody waits for the answer any more. */
  aborted: 16,
} as const;

const over = callState.answered | callState.gone;
const nothing = Buffer.alloc(0);

/** One stream and the call that it carries: one object, since there are many. */
export class LaneCall implements TurnCall, WheelEntry {
  readonly owner: CallOwner;
  readonly streamId: number;
  readonly head: CallHead<MethodQueue<LaneCall>>;
  readonly deadline: number;
  /** When its HEADERS came. */
  readonly openedAt: number;
  state = 0;
  buffer: Buffer = nothing;
  start = 0;
  end = 0;
  /** Bytes of DATA frames so far, padding included. */
  received = 0;
  /** Bytes of the body so far, padding not included. */
  bodyBytes = 0;
  /** What the client's WINDOW_UPDATE frames added to the stream's window, less what was sent. */
  sendCredit = 0;
  /** The message of a unary call so far, when it came in pieces. */
  body: RequestBody | undefined;
  /** What is still to be sent, and of a stream that has begun to answer, where that goes. */
  outgoing: Outgoing<LaneCall> | undefined;
  /** What is on it, when its method has streams. */
  stream: CallStream | undefined;
  wheelNext: WheelEntry | undefined;
  wheelPrevious: WheelEntry | undefined;
  wheelSlot = -1;
  #aborting: AbortController | undefined;

  constructor(owner: CallOwner, streamId: number, head: CallHead<MethodQueue<LaneCall>>) {
    this.owner = owner;
    this.streamId = streamId;
    this.head = head;
    this.openedAt = owner.now;
    this.deadline = owner.now + head.timeoutMs;
  }

  get path(): string {
    return this.head.path;
  }

  get message(): Buffer {
    return this.buffer.subarray(this.start, this.end);
  }

  get isOpen(): boolean {
    return (this.state & over) === 0;
  }

  get peer(): Peer {
    return this.owner.peer;
  }

  get signal(): AbortSignal {
    this.#aborting ??= new AbortController();
    if ((this.state & callState.aborted) !== 0) this.#aborting.abort();
    return this.#aborting.signal;
  }

  header(name: string): string | undefined {
    return headerValue(this.head.fields, name);
  }

  reply(message: Uint8Array): void {
    this.owner.reply(this, message);
  }

  fail(status: GrpcFailure, message: string): void {
    this.owner.fail(this, { status, message });
  }

  /** The deadline has passed. */
  expire(): void {
    this.owner.expire(this);
  }

  /** Tells whoever waits for the signal. */
  abort(): void {
    this.state |= callState.aborted;
    this.#aborting?.abort();
  }
}
