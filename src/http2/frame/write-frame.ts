import { frameHeadBytes, frameType } from "./frame-type.ts";
import type { Http2Code } from "./http2-error.ts";

/** Head of a frame; the payload is appended. */
export interface FrameHead {
  readonly type: number;
  readonly flags?: number;
  /** 0, the default, is the connection. */
  readonly streamId?: number;
}

/** A whole frame as bytes of its own. For frames that are rare; answers are made from prebuilt ones. */
export function writeFrame({ type, flags = 0, streamId = 0 }: FrameHead, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameHeadBytes + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame[3] = type;
  frame[4] = flags;
  frame.writeUInt32BE(streamId, 5);
  frame.set(payload, frameHeadBytes);
  return frame;
}

/** RST_STREAM: ends one stream with a code. */
export function rstStreamFrame(streamId: number, code: Http2Code): Buffer {
  return writeFrame({ type: frameType.rstStream, streamId }, uint32(code));
}

/** WINDOW_UPDATE of a stream; stream 0 is the connection. */
export function windowUpdateFrame(streamId: number, increment: number): Buffer {
  return writeFrame({ type: frameType.windowUpdate, streamId }, uint32(increment));
}

/** GOAWAY; `text` is for people who read traces. */
export function goawayFrame(lastStreamId: number, code: Http2Code, text = ""): Buffer {
  return writeFrame({ type: frameType.goaway }, Buffer.concat([uint32(lastStreamId), uint32(code), Buffer.from(text)]));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
