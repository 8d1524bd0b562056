import { clientPreface, defaultMaxFrameBytes, frameHeadBytes } from "./frame-type.ts";
import { Http2Error, http2Code, protocolError } from "./http2-error.ts";

const nothing = Buffer.alloc(0);

/**
 * Cuts what a client sends into frames: `push` a chunk, then `next` until it answers false. The fields describe the frame that `next` has
 * moved to; its payload is `buffer[start..end)`, a view into the chunk, or into a buffer of its own when the frame came in pieces. Nothing
 * is written to either afterwards. Holds at most one frame.
 */
export class FrameReader {
  type = 0;
  flags = 0;
  streamId = 0;
  buffer: Buffer = nothing;
  start = 0;
  end = 0;
  #chunk: Buffer = nothing;
  #at = 0;
  /** The beginning of a frame whose rest has not come: first its head, then, in a larger buffer, all of it. */
  #piece: Buffer | undefined;
  #pieceBytes = 0;
  #prefaceLeft = clientPreface.length;

  /** True once the client's preface has come. */
  get hasPreface(): boolean {
    return this.#prefaceLeft === 0;
  }

  /** The frame's payload, in bytes. */
  get length(): number {
    return this.end - this.start;
  }

  /** Takes the next bytes. All frames of the chunk before must have been read. Throws an {@link Http2Error} when the preface is wrong. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#at = 0;
    if (this.#prefaceLeft > 0) this.#readPreface();
  }

  /** Moves to the next complete frame. Throws an {@link Http2Error} when one is longer than allowed. */
  next(): boolean {
    if (this.#piece !== undefined) return this.#continuePiece(this.#piece);
    const chunk = this.#chunk;
    const at = this.#at;
    const left = chunk.length - at;
    if (left >= frameHeadBytes) {
      const end = at + frameHeadBytes + lengthAt(chunk, at);
      if (end <= chunk.length) {
        this.#at = end;
        this.#moveTo(chunk, at, end);
        return true;
      }
      return this.#beginPiece(end - at);
    }
    return left > 0 && this.#beginPiece(frameHeadBytes);
  }

  #readPreface(): void {
    const count = Math.min(this.#prefaceLeft, this.#chunk.length);
    const from = clientPreface.length - this.#prefaceLeft;
    if (clientPreface.compare(this.#chunk, 0, count, from, from + count) !== 0) throw protocolError("Connection does not begin with the preface of HTTP/2");
    this.#prefaceLeft -= count;
    this.#at = count;
  }

  #beginPiece(bytes: number): false {
    const piece = Buffer.allocUnsafe(bytes);
    this.#pieceBytes = this.#chunk.copy(piece, 0, this.#at);
    this.#at = this.#chunk.length;
    this.#piece = piece;
    return false;
  }

  #continuePiece(piece: Buffer): boolean {
    const copied = this.#chunk.copy(piece, this.#pieceBytes, this.#at);
    this.#at += copied;
    this.#pieceBytes += copied;
    if (this.#pieceBytes < piece.length) return false;
    const whole = frameHeadBytes + lengthAt(piece, 0);
    if (whole > piece.length) {
      const larger = Buffer.allocUnsafe(whole);
      piece.copy(larger);
      this.#piece = larger;
      return this.#continuePiece(larger);
    }
    this.#piece = undefined;
    this.#moveTo(piece, 0, whole);
    return true;
  }

  #moveTo(buffer: Buffer, at: number, end: number): void {
    this.type = byteAt(buffer, at + 3);
    this.flags = byteAt(buffer, at + 4);
    this.streamId = ((byteAt(buffer, at + 5) & 0x7f) << 24) | (byteAt(buffer, at + 6) << 16) | (byteAt(buffer, at + 7) << 8) | byteAt(buffer, at + 8);
    this.buffer = buffer;
    this.start = at + frameHeadBytes;
    this.end = end;
  }
}

function lengthAt(buffer: Buffer, at: number): number {
  const length = (byteAt(buffer, at) << 16) | (byteAt(buffer, at + 1) << 8) | byteAt(buffer, at + 2);
  if (length > defaultMaxFrameBytes) throw new Http2Error(http2Code.frameSizeError, `Frame of ${length} bytes is longer than ${defaultMaxFrameBytes}`);
  return length;
}

/** The caller has checked that the byte is there. */
function byteAt(buffer: Buffer, at: number): number {
  return buffer[at] as number;
}
