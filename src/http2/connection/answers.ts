import { defaultMaxFrameBytes, defaultWindow, frameFlag, frameHeadBytes, frameType, maxWindow } from "../frame/frame-type.ts";
import type { MessageBytes } from "../handler.ts";
import {
  type AnswerTemplate,
  dataHeadBytes,
  failureTrailers,
  forgettingAnswer,
  plainAnswer,
  refusalBody,
  refusalHeaders,
  streamIdOffset,
  teachingAnswer,
} from "./answer-frames.ts";
import type { CallFailure } from "./call-failure.ts";
import type { Refusal } from "./call-head.ts";
import type { LaneCall } from "./lane-call.ts";
import { type Ending, Outgoing } from "./outgoing.ts";
import { type Output, outputBytes } from "./output.ts";
import { messagePrefixBytes } from "./request-body.ts";

/** Above it a message is copied by the runtime, which has a price of its own. */
const smallMessageBytes = 64;

/** Data of a frame of a body that is sent in parts: two such frames fill what a write carries. */
const partBytes = outputBytes / 2 - frameHeadBytes;

/** What {@link Answers} are made with. */
export interface AnswersOptions {
  readonly output: Output;
  /** An answer is written to its end. */
  readonly onSent: (call: LaneCall) => void;
  /** A message of a stream is written; the task wants to be called when that has left. */
  readonly onTaken: (task: () => void) => void;
  /** A DATA frame of a body in parts is written. */
  readonly onPart: () => void;
}

/**
 * Writes answers, as far as the client's windows allow. The usual one, small and with an open window, is a template with the stream id written over
 * it. The others wait here: their headers have gone, their data goes when there is a window. Source: RFC 9113, 5.2 and 6.9.
 */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #output: Output;
  readonly #blocked = new Set<Outgoing<LaneCall>>();
  /** Those of them that have a window of their own and wait for the connection's. */
  readonly #ready = new Set<Outgoing<LaneCall>>();
  #template: AnswerTemplate = teachingAnswer;
  #connectionWindow = defaultWindow;
  #initialWindow = defaultWindow;
  #blockedBytes = 0;
  /** The time, to know which answers wait for long; set by the owner now and then. */
  now = 0;

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#output = options.output;
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
    this.#options.onSent(call);
  }

  /** Writes a message of a stream that goes on, now or when the client's windows open. */
  send(call: LaneCall, message: MessageBytes, onTaken?: () => void): void {
    const outgoing = this.#begin(call);
    if (outgoing.bytes === 0 && this.#writeMessage(call, message)) {
      if (onTaken !== undefined) this.#options.onTaken(onTaken);
      return;
    }
    const bytesBefore = outgoing.bytes;
    outgoing.pushMessage(message, onTaken);
    this.#block(outgoing, outgoing.bytes - bytesBefore);
  }

  /** Ends a stream, with a failure or well, after what was sent on it. */
  end(call: LaneCall, failure: CallFailure | undefined): void {
    const { outgoing } = call;
    if (outgoing === undefined && failure !== undefined) return void this.refuse(call, { kind: "grpc", httpStatus: 200, ...failure });
    this.#finishWith(outgoing ?? this.#begin(call), { kind: "trailers", frame: failure === undefined ? plainAnswer.after : failureTrailers(failure) });
  }

  /** Writes an answer without a message. */
  refuse(call: LaneCall, refusal: Refusal): void {
    this.#append(call, refusalHeaders(refusal, this.#template));
    if (this.#template === forgettingAnswer) this.#template = plainAnswer;
    if (refusal.kind === "grpc") return void this.#options.onSent(call);
    const outgoing = this.#outgoing(call);
    outgoing.push(refusalBody(refusal));
    this.#blockedBytes += outgoing.bytes;
    this.#finishWith(outgoing, { kind: "data" });
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
    if (call.outgoing !== undefined) this.#wake(call.outgoing);
    this.#pump();
    return true;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE, also of the streams that are open. Answers false when a window becomes too large. */
  resizeStreams(initialWindow: number, calls: Iterable<LaneCall>): boolean {
    const isLarger = initialWindow > this.#initialWindow;
    this.#initialWindow = initialWindow;
    if (!isLarger) return true;
    for (const call of calls) if (initialWindow + call.sendCredit > maxWindow) return false;
    for (const outgoing of this.#blocked) this.#wake(outgoing);
    this.#pump();
    return true;
  }

  /** The stream was reset. */
  forget(call: LaneCall): void {
    const { outgoing } = call;
    if (outgoing === undefined) return;
    this.#blocked.delete(outgoing);
    this.#ready.delete(outgoing);
    this.#blockedBytes -= outgoing.bytes;
    call.outgoing = undefined;
  }

  /** Calls whose data has waited for a window since `before`. */
  stalledSince(before: number): LaneCall[] {
    return [...this.#blocked].filter(({ movedAt }) => movedAt < before).map(({ call }) => call);
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
    const outgoing = this.#begin(call);
    outgoing.pushMessage(Buffer.from(message), undefined);
    this.#blockedBytes += outgoing.bytes;
    this.#finishWith(outgoing, { kind: "trailers", frame: plainAnswer.after });
  }

  /** Writes the headers of an answer whose other parts follow one by one. */
  #begin(call: LaneCall): Outgoing<LaneCall> {
    if (call.outgoing !== undefined) return call.outgoing;
    // What is put into the client's table by one half of an answer must not be referred to by others before the other half.
    const template = this.#template === forgettingAnswer ? forgettingAnswer : plainAnswer;
    if (template === forgettingAnswer) this.#template = plainAnswer;
    this.#append(call, template.headers);
    return this.#outgoing(call);
  }

  #outgoing(call: LaneCall): Outgoing<LaneCall> {
    const outgoing = new Outgoing(call, this.#options.onTaken, this.now);
    call.outgoing = outgoing;
    return outgoing;
  }

  #finishWith(outgoing: Outgoing<LaneCall>, ending: Ending): void {
    outgoing.ending = ending;
    if (outgoing.bytes === 0) this.#finish(outgoing);
    else this.#block(outgoing, 0);
  }

  /** So many bytes more are to be sent. */
  #block(outgoing: Outgoing<LaneCall>, bytes: number): void {
    this.#blockedBytes += bytes;
    if (!this.#blocked.has(outgoing)) {
      this.#blocked.add(outgoing);
      outgoing.movedAt = this.now;
    }
    this.#wake(outgoing);
    this.#pump();
  }

  #wake(outgoing: Outgoing<LaneCall>): void {
    if (outgoing.bytes > 0 && this.#initialWindow + outgoing.call.sendCredit > 0) this.#ready.add(outgoing);
  }

  #pump(): void {
    if (this.#connectionWindow <= 0) return;
    for (const outgoing of this.#ready) {
      this.#send(outgoing);
      if (this.#connectionWindow <= 0) return;
    }
  }

  #send(outgoing: Outgoing<LaneCall>): void {
    const { call } = outgoing;
    for (;;) {
      const length = Math.min(this.#connectionWindow, this.#initialWindow + call.sendCredit, partBytes, outgoing.bytes);
      if (length <= 0) break;
      this.#writePart(outgoing, length);
      outgoing.movedAt = this.now;
      this.#connectionWindow -= length;
      this.#blockedBytes -= length;
      call.sendCredit -= length;
      this.#options.onPart();
    }
    if (outgoing.bytes === 0) this.#finish(outgoing);
    else if (this.#initialWindow + call.sendCredit <= 0) this.#ready.delete(outgoing);
  }

  /** Writes a message that fits into one frame and the windows, as most do; answers false where it does not. */
  #writeMessage(call: LaneCall, message: MessageBytes): boolean {
    const bytes = lengthOf(message);
    const length = bytes + messagePrefixBytes;
    if (length > Math.min(this.#connectionWindow, this.#initialWindow + call.sendCredit, partBytes)) return false;
    let at = this.#writeDataHead(call, length, 0);
    const { buffer } = this.#output;
    buffer[at] = 0;
    writeUint32(buffer, at + 1, bytes);
    at += messagePrefixBytes;
    for (const part of message instanceof Uint8Array ? [message] : message) {
      buffer.set(part, at);
      at += part.length;
    }
    this.#connectionWindow -= length;
    call.sendCredit -= length;
    this.#options.onPart();
    return true;
  }

  #writePart(outgoing: Outgoing<LaneCall>, length: number): void {
    const flags = outgoing.ending?.kind === "data" && outgoing.bytes === length ? frameFlag.endStream : 0;
    const at = this.#writeDataHead(outgoing.call, length, flags);
    outgoing.move(this.#output.buffer, at, length);
  }

  /** Makes room for a DATA frame, and answers where its data begins. */
  #writeDataHead({ streamId }: LaneCall, length: number, flags: number): number {
    const at = this.#output.reserve(frameHeadBytes + length);
    const { buffer } = this.#output;
    writeUint24(buffer, at, length);
    buffer[at + 3] = frameType.data;
    buffer[at + 4] = flags;
    writeUint32(buffer, at + streamIdOffset, streamId);
    return at + frameHeadBytes;
  }

  /** All that there was is sent; that may be the end of the stream. */
  #finish(outgoing: Outgoing<LaneCall>): void {
    const { call, ending } = outgoing;
    this.#blocked.delete(outgoing);
    this.#ready.delete(outgoing);
    if (ending === undefined) return;
    if (ending.kind === "trailers") this.#append(call, ending.frame);
    call.outgoing = undefined;
    this.#options.onSent(call);
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

function lengthOf(message: MessageBytes): number {
  if (message instanceof Uint8Array) return message.length;
  let length = 0;
  for (const part of message) length += part.length;
  return length;
}
