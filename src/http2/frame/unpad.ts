import type { FrameReader } from "./frame-reader.ts";
import { frameFlag } from "./frame-type.ts";
import { Http2Error, http2Code, protocolError } from "./http2-error.ts";

/** Bytes that say which stream a stream depends on, and its weight. */
export const priorityBytes = 5;

/** Narrows the payload of a HEADERS or DATA frame to what lies between the length of its padding and the padding. Answers the bytes of both. Source: RFC 9113, 6.1. */
export function unpad(frame: FrameReader): number {
  if ((frame.flags & frameFlag.padded) === 0) return 0;
  if (frame.length === 0) throw new Http2Error(http2Code.frameSizeError, `Frame of stream ${frame.streamId} is padded and empty`);
  const padding = frame.buffer[frame.start] as number;
  if (padding >= frame.length) throw protocolError(`Frame of stream ${frame.streamId} has ${padding} bytes of padding, as many as it is long`);
  frame.start += 1;
  frame.end -= padding;
  return padding + 1;
}

/** Narrows the payload of a HEADERS frame to its header block. Priorities are read, since they may be wrong, and ignored. Source: RFC 9113, 5.3.2. */
export function skipPriority(frame: FrameReader): void {
  if ((frame.flags & frameFlag.priority) === 0) return;
  if (frame.length < priorityBytes) throw new Http2Error(http2Code.frameSizeError, `HEADERS of stream ${frame.streamId} end within their priority`);
  checkPriority(frame);
  frame.start += priorityBytes;
}

/** Throws when the priority at the beginning of the payload makes a stream depend on itself, which RFC 7540 forbade and h2spec asks for. */
export function checkPriority(frame: FrameReader): void {
  const dependency = frame.buffer.readUInt32BE(frame.start) & 0x7fff_ffff;
  if (dependency === frame.streamId) throw protocolError(`Stream ${frame.streamId} depends on itself`);
}
