import { defaultMaxFrameBytes, frameFlag, frameHeadBytes, frameType } from "../../../src/http2/frame/frame-type.ts";
import { writeFrame } from "../../../src/http2/frame/write-frame.ts";
import type { HeaderField } from "../../../src/http2/hpack/header-field.ts";
import { HpackDecoder } from "../../../src/http2/hpack/hpack-decoder.ts";
import { HpackEncoder } from "../../../src/http2/hpack/hpack-encoder.ts";

/** A frame that was received. */
export interface ReceivedFrame {
  /** A name of RFC 9113 as our code spells it: `headers`, `rstStream`. */
  readonly type: string;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

const typeNames: Readonly<Record<number, string>> = Object.fromEntries(Object.entries(frameType).map(([name, type]) => [type, name]));

/** Cuts what a server sent into frames; the rest of an incomplete one is kept for the next call. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  split(bytes: Buffer): ReceivedFrame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: ReceivedFrame[] = [];
    while (this.#rest.length >= frameHeadBytes) {
      const end = frameHeadBytes + this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < end) break;
      const type = this.#rest.readUInt8(3);
      frames.push({
        type: typeNames[type] ?? String(type),
        flags: this.#rest.readUInt8(4),
        streamId: this.#rest.readUInt32BE(5),
        payload: this.#rest.subarray(frameHeadBytes, end),
      });
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}

/** What came back on one stream. */
export interface Answer {
  /** Values by name, headers and trailers together. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly isEnded: boolean;
  /** The code of RST_STREAM. */
  readonly reset: number | undefined;
}

/** Puts frames of a server together into answers, with a decoder that lives as long as the connection. */
export class AnswerBook {
  readonly #decoder = new HpackDecoder(1_000_000);
  readonly #answers = new Map<number, { headers: Record<string, string>; body: Buffer; isEnded: boolean; reset: number | undefined }>();

  add({ type, flags, streamId, payload }: ReceivedFrame): void {
    const answer = this.#answers.get(streamId) ?? { headers: {}, body: Buffer.alloc(0), isEnded: false, reset: undefined };
    this.#answers.set(streamId, answer);
    if (type === "headers") {
      for (const { name, value } of this.#decoder.decode(payload, 0, payload.length).fields) answer.headers[name] = value;
    } else if (type === "data") answer.body = Buffer.concat([answer.body, payload]);
    else if (type === "rstStream") answer.reset = payload.readUInt32BE(0);
    else return;
    answer.isEnded ||= type !== "rstStream" && (flags & frameFlag.endStream) !== 0;
  }

  of(streamId: number): Answer {
    return this.#answers.get(streamId) ?? { headers: {}, body: Buffer.alloc(0), isEnded: false, reset: undefined };
  }
}

/** Headers of a call as every gRPC client sends them; `undefined` takes one out. */
export function callFields(path: string, others: Readonly<Record<string, string | undefined>> = {}): HeaderField[] {
  const all: Readonly<Record<string, string | undefined>> = {
    ":method": "POST",
    ":scheme": "http",
    ":path": path,
    ":authority": "lane.test",
    "content-type": "application/grpc",
    te: "trailers",
    ...others,
  };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** A header block that depends on nothing before it. */
export function plainBlock(fields: readonly HeaderField[]): Buffer {
  return new HpackEncoder(0).encode(fields);
}

/** A message with gRPC's prefix. */
export function grpcMessage(message: string | Uint8Array, isCompressed = false): Buffer {
  const bytes = Buffer.from(message);
  const prefix = Buffer.alloc(5);
  prefix[0] = isCompressed ? 1 : 0;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** HEADERS; ends its header block, and its stream when asked to. */
export function headersFrame(streamId: number, block: Uint8Array, endStream = false): Buffer {
  return writeFrame({ type: frameType.headers, flags: frameFlag.endHeaders | (endStream ? frameFlag.endStream : 0), streamId }, block);
}

/** DATA; ends its stream unless asked not to. */
export function dataFrame(streamId: number, payload: Uint8Array, endStream = true): Buffer {
  return writeFrame({ type: frameType.data, flags: endStream ? frameFlag.endStream : 0, streamId }, payload);
}

/** A whole unary call; a long message takes several frames. */
export function callFrames(streamId: number, path: string, message: string | Uint8Array, others: Readonly<Record<string, string | undefined>> = {}): Buffer {
  const body = grpcMessage(message);
  const frames = [headersFrame(streamId, plainBlock(callFields(path, others)))];
  for (let at = 0; at < body.length; at += defaultMaxFrameBytes) {
    frames.push(dataFrame(streamId, body.subarray(at, at + defaultMaxFrameBytes), at + defaultMaxFrameBytes >= body.length));
  }
  return Buffer.concat(frames);
}

/** SETTINGS with pairs of identifier and value. */
export function settingsFrame(...settings: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(settings.length * 6);
  for (const [index, [id, value]] of settings.entries()) {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return writeFrame({ type: frameType.settings }, payload);
}
