import { defaultMaxFrameBytes, defaultWindow, frameFlag, frameType, maxWindow } from "../frame/frame-type.ts";
import { writeFrame } from "../frame/write-frame.ts";
import {
  type AnswerTemplate,
  dataHeadBytes,
  forgettingAnswer,
  plainAnswer,
  refusalBody,
  refusalHeaders,
  streamIdOffset,
  teachingAnswer,
} from "./answer-frames.ts";
import type { Refusal } from "./call-head.ts";
import type { LaneCall } from "./lane-call.ts";
import type { Output } from "./output.ts";
import { messagePrefixBytes } from "./request-body.ts";

/** An answer whose body waits for a window. */
interface Blocked {
  readonly call: LaneCall;
  readonly body: Buffer;
  /** Whether trailers follow the body; without them it ends the stream. */
  readonly hasTrailers: boolean;
  /** How much of it is sent. */
  at: number;
  /** When something of it was sent last. */
  movedAt: number;
}

/** Above it a message is copied by the runtime, which has a price of its own. */
const smallMessageBytes = 64;

/**
 * Writes answers, as far as the client's windows allow. The usual one, small and with an open window, is a template with the stream id written over
 * it. The others wait here: their headers have gone, their data goes when there is a window. Source: RFC 9113, 5.2 and 6.9.
 */
export class Answers {
  readonly #output: Output;
  readonly #onSent: (call: LaneCall) => void;
  readonly #blocked = new Map<LaneCall, Blocked>();
  /** Those of them that have a window of their own and wait for the connection's. */
  readonly #ready = new Set<Blocked>();
  #template: AnswerTemplate = teachingAnswer;
  #connectionWindow = defaultWindow;
  #initialWindow = defaultWindow;
  #blockedBytes = 0;
  /** The time, to know which answers wait for long; set by the owner now and then. */
  now = 0;

  /** `onSent` is told when an answer is written to its end. */
  constructor(output: Output, onSent: (call: LaneCall) => void) {
    this.#output = output;
    this.#onSent = onSent;
  }

  /** Bytes that wait for a window. */
  get blockedBytes(): number {
    return this.#blockedBytes;
  }

  /** Writes a good answer, now or when the client's windows open. */
  reply(call: LaneCall, message: Uint8Array): void {
    const length = message.length + messagePrefixBytes;
    const window = Math.min(this.#connectionWindow, this.#initialWindow + call.sendCredit, defaultMaxFrameBytes);
    if (length > window || this.#ready.size > 0) return void this.#replyInParts(call, message);
    this.#connectionWindow -= length;
    this.#write(call.streamId, message);
    this.#onSent(call);
  }

  /** Writes an answer without a message. */
  refuse(call: LaneCall, refusal: Refusal): void {
    this.#append(call, refusalHeaders(refusal, this.#template));
    if (this.#template === forgettingAnswer) this.#template = plainAnswer;
    if (refusal.kind === "grpc") this.#onSent(call);
    else this.#block({ call, body: refusalBody(refusal), hasTrailers: false, at: 0, movedAt: this.now });
  }

  /** The client's dynamic table may hold so many bytes. */
  limitTable(maxBytes: number): void {
    if (maxBytes < 4096 && this.#template !== plainAnswer) this.#template = forgettingAnswer;
  }

  /** WINDOW_UPDATE of the connection. Answers false when its window becomes too large. */
  growConnection(increment: number): boolean {
    if (this.#connectionWindow + increment > maxWindow) return false;
    this.#connectionWindow += increment;
    this.#pump();
    return true;
  }

  /** WINDOW_UPDATE of a stream. Answers false when its window becomes too large. */
  growStream(call: LaneCall, increment: number): boolean {
    if (this.#initialWindow + call.sendCredit + increment > maxWindow) return false;
    call.sendCredit += increment;
    this.#wake(this.#blocked.get(call));
    this.#pump();
    return true;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE, also of the streams that are open. Answers false when a window becomes too large. */
  resizeStreams(initialWindow: number, calls: Iterable<LaneCall>): boolean {
    const isLarger = initialWindow > this.#initialWindow;
    this.#initialWindow = initialWindow;
    if (!isLarger) return true;
    for (const call of calls) if (initialWindow + call.sendCredit > maxWindow) return false;
    for (const blocked of this.#blocked.values()) this.#wake(blocked);
    this.#pump();
    return true;
  }

  /** The stream was reset. */
  forget(call: LaneCall): void {
    const blocked = this.#blocked.get(call);
    if (blocked === undefined) return;
    this.#blocked.delete(call);
    this.#ready.delete(blocked);
    this.#blockedBytes -= blocked.body.length - blocked.at;
  }

  /** Answers that have waited for a window since `before`. */
  stalledSince(before: number): LaneCall[] {
    return [...this.#blocked.values()].filter(({ movedAt }) => movedAt < before).map(({ call }) => call);
  }

  #write(streamId: number, message: Uint8Array): void {
    const template = this.#template;
    const { before, after } = template;
    const { length } = message;
    const start = this.#output.reserve(before.length + length + after.length);
    const { buffer } = this.#output;
    for (let index = 0; index < before.length; index++) buffer[start + index] = before[index] as number;
    writeUint32(buffer, start + streamIdOffset, streamId);
    let at = start + before.length;
    const data = at - dataHeadBytes;
    writeUint24(buffer, data, length + messagePrefixBytes);
    writeUint32(buffer, data + streamIdOffset, streamId);
    writeUint32(buffer, at - 4, length);
    if (length > smallMessageBytes) buffer.set(message, at);
    else for (let index = 0; index < length; index++) buffer[at + index] = message[index] as number;
    at += length;
    for (let index = 0; index < after.length; index++) buffer[at + index] = after[index] as number;
    writeUint32(buffer, at + streamIdOffset, streamId);
    if (template.next !== undefined) this.#template = template.next;
  }

  #replyInParts(call: LaneCall, message: Uint8Array): void {
    const body = Buffer.allocUnsafe(messagePrefixBytes + message.length);
    body[0] = 0;
    body.writeUInt32BE(message.length, 1);
    body.set(message, messagePrefixBytes);
    // What is put into the client's table by one half of an answer must not be referred to by others before the other half.
    const template = this.#template === forgettingAnswer ? forgettingAnswer : plainAnswer;
    if (template === forgettingAnswer) this.#template = plainAnswer;
    this.#append(call, template.headers);
    this.#block({ call, body, hasTrailers: true, at: 0, movedAt: this.now });
  }

  #block(blocked: Blocked): void {
    this.#blocked.set(blocked.call, blocked);
    this.#blockedBytes += blocked.body.length;
    this.#wake(blocked);
    this.#pump();
  }

  #wake(blocked: Blocked | undefined): void {
    if (blocked !== undefined && this.#initialWindow + blocked.call.sendCredit > 0) this.#ready.add(blocked);
  }

  #pump(): void {
    for (const blocked of this.#ready) {
      this.#send(blocked);
      if (this.#connectionWindow <= 0) return;
    }
  }

  #send(blocked: Blocked): void {
    const { call, body } = blocked;
    for (;;) {
      const window = Math.min(this.#connectionWindow, this.#initialWindow + call.sendCredit, defaultMaxFrameBytes);
      const length = Math.min(window, body.length - blocked.at);
      if (length <= 0) break;
      const part = body.subarray(blocked.at, blocked.at + length);
      blocked.at += length;
      const isLast = !blocked.hasTrailers && blocked.at === body.length;
      this.#output.append(writeFrame({ type: frameType.data, flags: isLast ? frameFlag.endStream : 0, streamId: call.streamId }, part));
      blocked.movedAt = this.now;
      this.#connectionWindow -= length;
      this.#blockedBytes -= length;
      call.sendCredit -= length;
    }
    if (blocked.at === body.length) this.#finish(blocked);
    else if (this.#initialWindow + call.sendCredit <= 0) this.#ready.delete(blocked);
  }

  #finish(blocked: Blocked): void {
    this.#blocked.delete(blocked.call);
    this.#ready.delete(blocked);
    if (blocked.hasTrailers) this.#append(blocked.call, plainAnswer.after);
    this.#onSent(blocked.call);
  }

  #append(call: LaneCall, frame: Buffer): void {
    const at = this.#output.reserve(frame.length);
    frame.copy(this.#output.buffer, at);
    writeUint32(this.#output.buffer, at + streamIdOffset, call.streamId);
  }
}

function writeUint24(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value >>> 16;
  buffer[at + 1] = value >>> 8;
  buffer[at + 2] = value;
}

function writeUint32(buffer: Buffer, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}
