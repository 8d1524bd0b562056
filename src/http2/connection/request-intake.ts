import type { FrameReader } from "../frame/frame-reader.ts";
import { frameFlag } from "../frame/frame-type.ts";
import { grpcStatus } from "../grpc/status.ts";
import type { LaneLimit, LaneLimits } from "../limits/lane-limits.ts";
import type { CallFailure } from "./call-failure.ts";
import { inflate } from "./inflate.ts";
import { callState, type LaneCall } from "./lane-call.ts";
import { messagePrefixBytes, RequestBody } from "./request-body.ts";

/** What {@link RequestIntake} is made with. */
export interface RequestIntakeOptions {
  readonly limits: LaneLimits;
  readonly onLimit: (limit: LaneLimit) => void;
  /** The call's message is whole. */
  readonly onComplete: (call: LaneCall) => void;
  readonly onFailure: (call: LaneCall, failure: CallFailure) => void;
}

/** Makes messages out of the DATA of a connection's streams. The usual one, whole in one frame, is not copied. */
export class RequestIntake {
  readonly #options: RequestIntakeOptions;
  #heldBytes = 0;

  constructor(options: RequestIntakeOptions) {
    this.#options = options;
  }

  /** Takes a frame's data, without its padding. Answers false when it contradicts `content-length`. */
  take(call: LaneCall, frame: FrameReader): boolean {
    const { start, end } = frame;
    const isEnd = (frame.flags & frameFlag.endStream) !== 0;
    call.bodyBytes += end - start;
    if (isEnd) call.state |= callState.remoteClosed;
    if (!fitsContentLength(call, isEnd)) return false;
    // The rest of a request that is answered already is read and dropped.
    if (!call.isOpen) return true;
    if (isEnd && call.body === undefined && this.#isWhole(frame)) {
      call.buffer = frame.buffer;
      call.start = start + messagePrefixBytes;
      call.end = end;
      this.#options.onComplete(call);
    } else if (this.#append(call, frame) && isEnd) this.#finish(call);
    return true;
  }

  /** The stream ended without data: by its headers or by trailers. Answers false when that contradicts `content-length`. */
  end(call: LaneCall): boolean {
    call.state |= callState.remoteClosed;
    if (!fitsContentLength(call, true)) return false;
    if (call.isOpen) this.#finish(call);
    return true;
  }

  /** Forgets what was held of a call. */
  release(call: LaneCall): void {
    if (call.body === undefined) return;
    this.#heldBytes -= call.body.length;
    call.body = undefined;
  }

  #isWhole({ buffer, start, end }: FrameReader): boolean {
    const length = end - start - messagePrefixBytes;
    return length >= 0 && buffer[start] === 0 && buffer.readUInt32BE(start + 1) === length && length <= this.#options.limits.maxMessageBytes;
  }

  #append(call: LaneCall, { buffer, start, end }: FrameReader): boolean {
    const { limits, onLimit, onFailure } = this.#options;
    call.body ??= new RequestBody(limits.maxMessageBytes);
    this.#heldBytes += end - start;
    const fault = call.body.append(buffer, start, end);
    if (fault === undefined && this.#heldBytes <= limits.maxBufferedBytes) return true;
    if (fault === undefined) onLimit("maxBufferedBytes");
    else if (fault.status === grpcStatus.resourceExhausted) onLimit("maxMessageBytes");
    onFailure(
      call,
      fault ?? { status: grpcStatus.resourceExhausted, message: `Incomplete requests of the connection exceed ${limits.maxBufferedBytes} bytes` },
    );
    return false;
  }

  #finish(call: LaneCall): void {
    const bytes = call.body?.bytes;
    const { onFailure, onComplete } = this.#options;
    if (bytes === undefined || bytes.length === 0) return void onFailure(call, { status: grpcStatus.unimplemented, message: "No message for a unary method" });
    if (bytes.length < messagePrefixBytes || bytes.length < messagePrefixBytes + bytes.readUInt32BE(1)) {
      return void onFailure(call, { status: grpcStatus.internal, message: `Request ends within its message, after ${bytes.length} bytes` });
    }
    if (bytes[0] === 1) return void this.#inflate(call, bytes.subarray(messagePrefixBytes));
    this.release(call);
    call.buffer = bytes;
    call.start = messagePrefixBytes;
    call.end = bytes.length;
    onComplete(call);
  }

  async #inflate(call: LaneCall, compressed: Buffer): Promise<void> {
    const { encoding } = call.head;
    const { limits, onLimit, onFailure, onComplete } = this.#options;
    if (encoding === "identity") return onFailure(call, { status: grpcStatus.internal, message: "Message is compressed, and grpc-encoding does not say how" });
    // What waits for its turn to be inflated counts as held.
    const inflated = await inflate(compressed, encoding, limits.maxMessageBytes);
    this.release(call);
    if (!call.isOpen) return;
    if (!Buffer.isBuffer(inflated)) {
      if (inflated.status === grpcStatus.resourceExhausted) onLimit("maxMessageBytes");
      return onFailure(call, inflated);
    }
    call.buffer = inflated;
    call.start = 0;
    call.end = inflated.length;
    onComplete(call);
  }
}

function fitsContentLength({ head: { contentLength }, bodyBytes }: LaneCall, isEnd: boolean): boolean {
  return contentLength < 0 || (isEnd ? bodyBytes === contentLength : bodyBytes <= contentLength);
}
