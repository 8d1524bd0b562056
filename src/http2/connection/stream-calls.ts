import type { FrameReader } from "../frame/frame-reader.ts";
import { windowUpdateFrame } from "../frame/write-frame.ts";
import { grpcStatus } from "../grpc/status.ts";
import type { MessageBytes } from "../handler.ts";
import type { FloodGuard } from "../limits/flood-guard.ts";
import type { LaneLimit, LaneLimits } from "../limits/lane-limits.ts";
import type { Answers } from "./answers.ts";
import type { CallFailure } from "./call-failure.ts";
import { type CallStream, callState, type LaneCall } from "./lane-call.ts";
import { LaneStream, type StreamOwner } from "./lane-stream.ts";
import type { Output } from "./output.ts";

/** What {@link StreamCalls} are made with. */
export interface StreamCallsOptions {
  readonly limits: LaneLimits;
  readonly answers: Answers;
  readonly output: Output;
  readonly guard: FloodGuard;
  /** A stream's window. */
  readonly window: number;
  readonly onLimit: (limit: LaneLimit) => void;
  /** Ends a call, well or with a failure, if nobody has. */
  readonly end: (call: LaneCall, failure: CallFailure | undefined) => void;
  /** Something was written into the output outside of reading. */
  readonly onOutput: () => void;
  /** What was written is to be sent now. */
  readonly onFlush: () => void;
  /** What a service threw about a stream. */
  readonly onHandlerError: (error: unknown, path: string) => void;
}

/** The calls of a connection whose methods have streams: their messages, and the windows that these come through. */
export class StreamCalls implements StreamOwner {
  readonly #options: StreamCallsOptions;
  /** Bytes of messages that wait, or are not whole. */
  #heldBytes = 0;

  constructor(options: StreamCallsOptions) {
    this.#options = options;
  }

  get maxMessageBytes(): number {
    return this.#options.limits.maxMessageBytes;
  }

  /** Headers came; a method with streams begins with them. */
  open(call: LaneCall): void {
    const method = call.head.method?.method;
    if (method?.kind !== "stream") return;
    const stream = new LaneStream(call, this);
    call.stream = stream;
    try {
      stream.open(method.open(stream));
    } catch (error) {
      this.onReaderError(call, error);
    }
  }

  /** Takes a frame's data, without its padding. Answers false when it contradicts `content-length`. */
  take(call: LaneCall, stream: CallStream, { buffer, start, end }: FrameReader): boolean {
    const { contentLength } = call.head;
    call.bodyBytes += end - start;
    if (contentLength >= 0 && call.bodyBytes > contentLength) return false;
    this.#options.guard.calls += 1;
    // What comes after the service has ended the stream is read and dropped.
    if (call.isOpen) stream.take(buffer, start, end);
    if (stream.isReading) this.credit(call);
    return true;
  }

  /** The client has ended its side. Answers false when that contradicts `content-length`. */
  takeEnd(call: LaneCall, stream: CallStream): boolean {
    call.state |= callState.remoteClosed;
    const { contentLength } = call.head;
    if (contentLength >= 0 && call.bodyBytes !== contentLength) return false;
    if (call.isOpen) stream.takeEnd();
    return true;
  }

  send(call: LaneCall, message: MessageBytes, onTaken: (() => void) | undefined): void {
    this.#options.answers.send(call, message, onTaken);
    this.#options.onOutput();
  }

  flush(): void {
    this.#options.onFlush();
  }

  end(call: LaneCall): void {
    this.#options.end(call, undefined);
  }

  failStream(call: LaneCall, failure: CallFailure): void {
    this.#options.end(call, failure);
    call.stream?.gone();
  }

  onLimit(limit: LaneLimit): void {
    this.#options.onLimit(limit);
  }

  hold(bytes: number): boolean {
    this.#heldBytes += bytes;
    return this.#heldBytes <= this.#options.limits.maxBufferedBytes;
  }

  credit(call: LaneCall): void {
    const { output, window, onOutput } = this.#options;
    if ((call.state & callState.remoteClosed) !== 0 || call.received <= window / 2) return;
    output.append(windowUpdateFrame(call.streamId, call.received));
    call.received = 0;
    onOutput();
  }

  onReaderError(call: LaneCall, error: unknown): void {
    this.#options.onHandlerError(error, call.path);
    this.failStream(call, { status: grpcStatus.internal, message: "The service failed" });
  }
}
