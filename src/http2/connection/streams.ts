import type { FrameReader } from "../frame/frame-reader.ts";
import { defaultWindow, frameFlag, maxWindow } from "../frame/frame-type.ts";
import { type Http2Code, Http2Error, http2Code, protocolError } from "../frame/http2-error.ts";
import { checkPriority, priorityBytes, skipPriority, unpad } from "../frame/unpad.ts";
import { rstStreamFrame, windowUpdateFrame } from "../frame/write-frame.ts";
import { grpcStatus } from "../grpc/status.ts";
import type { FloodGuard } from "../limits/flood-guard.ts";
import type { LaneLimit, LaneLimits } from "../limits/lane-limits.ts";
import type { Peer } from "../peer.ts";
import { Answers } from "./answers.ts";
import type { CallFailure } from "./call-failure.ts";
import { type HeaderBlock, HeaderBlocks } from "./header-blocks.ts";
import { type CallOwner, callState, LaneCall } from "./lane-call.ts";
import type { MethodQueue } from "./method-queue.ts";
import type { Output } from "./output.ts";
import { messagePrefixBytes } from "./request-body.ts";
import { RequestIntake } from "./request-intake.ts";
import { SeenStreams } from "./seen-streams.ts";
import { StreamCalls, type StreamCallsOptions } from "./stream-calls.ts";
import { StreamTable } from "./stream-table.ts";

/** Bytes that the client may send on all streams before it hears of it; given back in bulk, since what is held is bounded otherwise. */
export const connectionWindow = 16_777_216;

/** A stream's window holds a whole message, so that it is never given back. */
export function streamWindow(limits: LaneLimits): number {
  return Math.min(maxWindow, Math.max(defaultWindow, limits.maxMessageBytes + messagePrefixBytes));
}

/** Deadlines of all calls of a lane. */
export interface Deadlines {
  add(call: LaneCall): void;
  remove(call: LaneCall): void;
}

/** What {@link Streams} is made with. */
export interface StreamsOptions extends Pick<StreamCallsOptions, "onFlush" | "onHandlerError"> {
  readonly limits: LaneLimits;
  readonly methods: ReadonlyMap<string, MethodQueue<LaneCall>>;
  readonly output: Output;
  readonly guard: FloodGuard;
  readonly deadlines: Deadlines;
  readonly peer: () => Peer;
  readonly onLimit: (limit: LaneLimit) => void;
  /** A call's request is whole: it is due for its method. */
  readonly onComplete: (call: LaneCall, queue: MethodQueue<LaneCall>) => void;
  /** Something was written into the output outside of reading. */
  readonly onOutput: () => void;
  /** The task wants to be called when what was written has left. */
  readonly onTaken: (task: () => void) => void;
}

/**
 * The streams of a connection: what frames do to them, and answers.
 *
 * ```
 *            HEADERS             END_STREAM, message whole        reply, fail
 *   (idle) ──────────▶ receiving ─────────────────────────▶ waiting ──────────▶ answered ──▶ (closed)
 *                          │ refused, failed, deadline                             ▲
 *                          └──────────▶ answered, the rest is read and dropped ────┘ END_STREAM
 *   any ── RST_STREAM, connection lost, rule broken ──▶ gone
 * ```
 */
export class Streams implements CallOwner {
  readonly #options: StreamsOptions;
  readonly #calls = new StreamTable<LaneCall>();
  readonly #seen = new SeenStreams();
  readonly #blocks: HeaderBlocks<MethodQueue<LaneCall>>;
  readonly #intake: RequestIntake;
  readonly #answers: Answers;
  readonly #streamCalls: StreamCalls;
  readonly #streamWindow: number;
  #receiveWindow = connectionWindow;
  #isRefusing = false;
  now = 0;

  constructor(options: StreamsOptions) {
    const { limits, onLimit, output, onTaken, guard } = options;
    this.#options = options;
    this.#streamWindow = streamWindow(limits);
    this.#blocks = new HeaderBlocks(options);
    // A client gives windows back for what it is sent.
    const onPart = (): void => {
      guard.calls += 1;
    };
    this.#answers = new Answers({ output, onTaken, onPart, onSent: (call) => this.#onSent(call) });
    const end = (call: LaneCall, failure: CallFailure | undefined): void => this.#endCall(call, failure);
    this.#streamCalls = new StreamCalls({ ...options, answers: this.#answers, window: this.#streamWindow, end });
    this.#intake = new RequestIntake({ limits, onLimit, onComplete: (call) => this.#complete(call), onFailure: (call, failure) => this.fail(call, failure) });
  }

  get peer(): Peer {
    return this.#options.peer();
  }

  /** Open streams. */
  get size(): number {
    return this.#calls.size;
  }

  /** The highest stream that was opened. */
  get last(): number {
    return this.#seen.last;
  }

  /** True between HEADERS and their last CONTINUATION. */
  get isInHeaders(): boolean {
    return this.#blocks.isUnfinished;
  }

  /** Bytes of answers that wait for a window. */
  get blockedBytes(): number {
    return this.#answers.blockedBytes;
  }

  /** Time goes on. */
  tick(now: number): void {
    this.now = now;
    this.#answers.now = now;
  }

  headers(frame: FrameReader): void {
    if (frame.streamId === 0) throw protocolError("HEADERS on stream 0");
    unpad(frame);
    skipPriority(frame);
    if ((frame.flags & frameFlag.endHeaders) !== 0) this.#headerBlock(frame);
    else this.#blocks.begin(frame, frame.buffer.subarray(frame.start, frame.end));
  }

  continuation(frame: FrameReader): void {
    const block = this.#blocks.goOn(frame);
    if (block !== undefined) this.#headerBlock(block);
  }

  data(frame: FrameReader): void {
    const { streamId, length } = frame;
    if (streamId === 0) throw protocolError("DATA on stream 0");
    this.#credit(length);
    const padding = unpad(frame);
    if (frame.length === 0 && (frame.flags & frameFlag.endStream) === 0) this.#options.guard.count("maxEmptyDataPerSecond");
    const call = this.#calls.get(streamId);
    if (call === undefined) return void this.#seen.checkClosedData(streamId);
    if ((call.state & callState.remoteClosed) !== 0) return void this.#breakOff(call, http2Code.streamClosed);
    call.received += length;
    if (call.received > this.#streamWindow) return void this.#breakOff(call, http2Code.flowControlError);
    if (!this.#take(call, frame)) return void this.#breakOff(call, http2Code.protocolError);
    if ((call.state & callState.remoteClosed) !== 0) this.#close(call, callState.remoteClosed);
    else if (padding > 0) this.#creditPadding(call, padding);
  }

  priority(frame: FrameReader): void {
    if (frame.streamId === 0) throw protocolError("PRIORITY on stream 0");
    if (frame.length !== priorityBytes) throw new Http2Error(http2Code.frameSizeError, `PRIORITY has ${frame.length} bytes, not ${priorityBytes}`);
    checkPriority(frame);
  }

  rstStream(frame: FrameReader): void {
    if (frame.length !== 4) throw new Http2Error(http2Code.frameSizeError, `RST_STREAM has ${frame.length} bytes, not 4`);
    if (this.#seen.isIdle(frame.streamId)) throw protocolError(`RST_STREAM on stream ${frame.streamId}, which is idle`);
    this.#options.guard.count("maxResetsPerSecond");
    const call = this.#calls.get(frame.streamId);
    if (call !== undefined) this.#abandon(call);
  }

  windowUpdate(frame: FrameReader): void {
    if (frame.length !== 4) throw new Http2Error(http2Code.frameSizeError, `WINDOW_UPDATE has ${frame.length} bytes, not 4`);
    const increment = frame.buffer.readUInt32BE(frame.start) & 0x7fff_ffff;
    this.#options.guard.count("maxWindowUpdatesPerSecond");
    if (frame.streamId === 0) return void this.#growConnection(increment);
    if (this.#seen.isIdle(frame.streamId)) throw protocolError(`WINDOW_UPDATE on stream ${frame.streamId}, which is idle`);
    const call = this.#calls.get(frame.streamId);
    if (call === undefined) return;
    if (increment === 0) this.#breakOff(call, http2Code.protocolError);
    else if (!this.#answers.growStream(call, increment)) this.#breakOff(call, http2Code.flowControlError);
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE of the client. */
  resizeWindows(initialWindow: number): void {
    const isFine = this.#answers.resizeStreams(initialWindow, this.#calls.values());
    if (!isFine) throw new Http2Error(http2Code.flowControlError, `SETTINGS_INITIAL_WINDOW_SIZE ${initialWindow} makes a window larger than ${maxWindow}`);
  }

  /** SETTINGS_HEADER_TABLE_SIZE of the client: for what we send. */
  limitSentTable(maxBytes: number): void {
    this.#answers.limitTable(maxBytes);
  }

  /** The client has acknowledged our SETTINGS. */
  acknowledged(): void {
    this.#blocks.limitTable(this.#options.limits.headerTableBytes);
  }

  /** New streams are refused from now on. */
  refuseNew(): void {
    this.#isRefusing = true;
  }

  reply(call: LaneCall, message: Uint8Array): void {
    if (!call.isOpen) return;
    this.#answered(call, grpcStatus.ok);
    this.#answers.reply(call, message);
    this.#options.onOutput();
  }

  fail(call: LaneCall, failure: CallFailure): void {
    this.#endCall(call, failure);
  }

  expire(call: LaneCall): void {
    if (!call.isOpen) return;
    call.abort();
    this.#streamCalls.failStream(call, { status: grpcStatus.deadlineExceeded, message: `Deadline of ${call.head.timeoutMs} ms has passed` });
  }

  /** Ends streams whose request does not come to its end, or whose answer is not taken. */
  sweep(): void {
    const { limits } = this.#options;
    for (const call of this.#calls.values()) {
      const isReceiving = (call.state & callState.remoteClosed) === 0 && call.stream === undefined;
      const isLate = isReceiving && this.now - call.openedAt > limits.requestTimeoutMs;
      if (isLate) this.#timeOut(call, "requestTimeoutMs");
    }
    for (const call of this.#answers.stalledSince(this.now - limits.stallTimeoutMs)) this.#timeOut(call, "stallTimeoutMs");
  }

  /** The connection is lost: no caller waits any more. */
  abandonAll(): void {
    for (const call of [...this.#calls.values()]) this.#abandon(call);
  }

  #headerBlock(block: HeaderBlock): void {
    const { streamId } = block;
    const open = streamId <= this.#seen.last ? this.#calls.get(streamId) : undefined;
    if (open !== undefined) return void this.#trailers(open, block);
    if (!this.#seen.open(streamId)) return void this.#blocks.skip(block);
    const head = this.#blocks.readHead(block);
    if (typeof head === "string") {
      this.#options.guard.count("maxStreamErrorsPerSecond");
      return void this.#refuse(block, http2Code.protocolError);
    }
    if (this.#isRefusing) return void this.#refuse(block, http2Code.refusedStream);
    if (this.#calls.size >= this.#options.limits.maxConcurrentStreams) {
      this.#options.onLimit("maxConcurrentStreams");
      this.#options.guard.count("maxStreamErrorsPerSecond");
      return void this.#refuse(block, http2Code.refusedStream);
    }
    const call = new LaneCall(this, streamId, head);
    this.#calls.add(call);
    if (head.refusal !== undefined) {
      call.state |= callState.answered;
      this.#answers.refuse(call, head.refusal);
    } else if (head.timeoutMs !== Number.POSITIVE_INFINITY) this.#options.deadlines.add(call);
    this.#streamCalls.open(call);
    if ((block.flags & frameFlag.endStream) !== 0) this.#end(call);
  }

  #trailers(call: LaneCall, block: HeaderBlock): void {
    const wrong = this.#blocks.readTrailers(block);
    if ((call.state & callState.remoteClosed) !== 0) return void this.#breakOff(call, http2Code.streamClosed);
    if (wrong !== undefined || (block.flags & frameFlag.endStream) === 0) return void this.#breakOff(call, http2Code.protocolError);
    this.#end(call);
  }

  #take(call: LaneCall, frame: FrameReader): boolean {
    const { stream } = call;
    if (stream === undefined) return this.#intake.take(call, frame);
    const isEnd = (frame.flags & frameFlag.endStream) !== 0;
    return this.#streamCalls.take(call, stream, frame) && (!isEnd || this.#streamCalls.takeEnd(call, stream));
  }

  #end(call: LaneCall): void {
    const { stream } = call;
    const isRight = stream === undefined ? this.#intake.end(call) : this.#streamCalls.takeEnd(call, stream);
    if (isRight) this.#close(call, callState.remoteClosed);
    else this.#breakOff(call, http2Code.protocolError);
  }

  /** The answer is decided. */
  #endCall(call: LaneCall, failure: CallFailure | undefined): void {
    if (!call.isOpen) return;
    this.#answered(call, failure?.status ?? grpcStatus.ok);
    this.#release(call);
    this.#answers.end(call, failure);
    this.#options.onOutput();
  }

  /** The answer is written to its end. Who goes on sending on a stream is told that nobody reads it: RFC 9113, 8.1. */
  #onSent(call: LaneCall): void {
    this.#close(call, callState.localClosed);
    if (call.stream !== undefined && (call.state & callState.remoteClosed) === 0) this.#reset(call, http2Code.noError);
  }

  #release(call: LaneCall): void {
    this.#intake.release(call);
    call.stream?.release();
  }

  #complete(call: LaneCall): void {
    const queue = call.head.method;
    if (queue !== undefined) this.#options.onComplete(call, queue);
  }

  #answered(call: LaneCall, status: Parameters<MethodQueue<LaneCall>["count"]>[0]): void {
    call.state |= callState.answered;
    this.#options.deadlines.remove(call);
    this.#options.guard.calls += 1;
    call.head.method?.count(status);
  }

  /** One side of the stream is closed; with both, it is over. */
  #close(call: LaneCall, side: number): void {
    call.state |= side;
    const both = callState.remoteClosed | callState.localClosed;
    if ((call.state & both) === both) this.#calls.delete(call);
  }

  /** Answers a stream that was never opened. */
  #refuse({ streamId, flags }: HeaderBlock, code: Http2Code): void {
    this.#options.output.append(rstStreamFrame(streamId, code));
    if ((flags & frameFlag.endStream) === 0) this.#seen.reset(streamId);
  }

  /** The client broke a rule on this stream. */
  #breakOff(call: LaneCall, code: Http2Code): void {
    this.#options.guard.count("maxStreamErrorsPerSecond");
    this.#reset(call, code);
  }

  #timeOut(call: LaneCall, limit: LaneLimit): void {
    this.#options.onLimit(limit);
    this.#reset(call, http2Code.cancel);
    this.#options.onOutput();
  }

  #reset(call: LaneCall, code: Http2Code): void {
    this.#options.output.append(rstStreamFrame(call.streamId, code));
    if ((call.state & callState.remoteClosed) === 0) this.#seen.reset(call.streamId);
    this.#abandon(call);
  }

  #abandon(call: LaneCall): void {
    const isWaiting = call.isOpen;
    if (isWaiting) call.head.method?.count(grpcStatus.cancelled);
    call.state |= callState.gone | callState.remoteClosed | callState.localClosed;
    this.#calls.delete(call);
    this.#options.deadlines.remove(call);
    this.#answers.forget(call);
    this.#release(call);
    call.abort();
    if (isWaiting) call.stream?.gone();
  }

  #credit(length: number): void {
    this.#receiveWindow -= length;
    if (this.#receiveWindow < 0) throw new Http2Error(http2Code.flowControlError, "More DATA than the connection's window");
    if (this.#receiveWindow > connectionWindow / 2) return;
    this.#options.output.append(windowUpdateFrame(0, connectionWindow - this.#receiveWindow));
    this.#receiveWindow = connectionWindow;
  }

  /** A stream's window holds a message, and padding is none of it. */
  #creditPadding(call: LaneCall, padding: number): void {
    call.received -= padding;
    this.#options.output.append(windowUpdateFrame(call.streamId, padding));
  }

  #growConnection(increment: number): void {
    if (increment === 0) throw protocolError("WINDOW_UPDATE of the connection by 0");
    if (!this.#answers.growConnection(increment)) throw new Http2Error(http2Code.flowControlError, `Window of the connection is larger than ${maxWindow}`);
  }
}
