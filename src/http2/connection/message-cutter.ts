import { grpcStatus } from "../grpc/status.ts";
import type { CallFailure } from "./call-failure.ts";
import { messagePrefixBytes } from "./request-body.ts";

/** Told of a message, whose bytes are good until this returns. */
export type OnMessage = (message: Buffer, isCompressed: boolean) => void;

const nothing = Buffer.alloc(0);

/**
 * Cuts what comes on a stream into messages. The usual one, whole in what came, is not copied. Takes memory for what has come of the others, not for what was
 * announced, and gives it back when they are whole.
 */
export class MessageCutter {
  readonly #maxMessageBytes: number;
  readonly #onMessage: OnMessage;
  #rest = nothing;
  #length = 0;

  constructor(maxMessageBytes: number, onMessage: OnMessage) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#onMessage = onMessage;
  }

  /** Bytes held of a message that is not whole. */
  get length(): number {
    return this.#length;
  }

  /** Takes `buffer[start..end)`; answers what is wrong as soon as that is known. */
  take(buffer: Buffer, start: number, end: number): CallFailure | undefined {
    if (this.#length === 0) return this.#cut(buffer, start, end);
    this.#append(buffer, start, end);
    return this.#cut(this.#rest, 0, this.#length);
  }

  #cut(buffer: Buffer, start: number, end: number): CallFailure | undefined {
    let at = start;
    while (end - at >= messagePrefixBytes) {
      const length = buffer.readUInt32BE(at + 1);
      const fault = this.#fault(buffer[at] as number, length);
      if (fault !== undefined) return fault;
      const next = at + messagePrefixBytes + length;
      if (next > end) break;
      this.#onMessage(buffer.subarray(at + messagePrefixBytes, next), buffer[at] === 1);
      at = next;
    }
    this.#keep(buffer, at, end);
    return undefined;
  }

  #fault(flag: number, length: number): CallFailure | undefined {
    if (flag > 1) return { status: grpcStatus.internal, message: `Message prefix begins with ${flag}, not 0 or 1` };
    if (length <= this.#maxMessageBytes) return undefined;
    return { status: grpcStatus.resourceExhausted, message: `Request message of ${length} bytes is larger than ${this.#maxMessageBytes}` };
  }

  #keep(buffer: Buffer, at: number, end: number): void {
    if (buffer !== this.#rest) {
      this.#length = 0;
      if (at < end) this.#append(buffer, at, end);
    } else if (at > 0) {
      this.#rest = at === end ? nothing : Buffer.from(buffer.subarray(at, end));
      this.#length = end - at;
    }
  }

  #append(buffer: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#rest.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#rest.length * 2));
      this.#rest.copy(larger, 0, 0, this.#length);
      this.#rest = larger;
    }
    buffer.copy(this.#rest, this.#length, start, end);
    this.#length = length;
  }
}
