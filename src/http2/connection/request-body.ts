import { grpcStatus } from "../grpc/status.ts";
import type { CallFailure } from "./call-failure.ts";

/** Bytes before a gRPC message: whether it is compressed, and its length. */
export const messagePrefixBytes = 5;

/** Room that a message is given before its bytes come, whatever length it claims. */
const firstRoom = 1024;

/** A message that comes in pieces. Takes memory for what has come, not for what was announced. */
export class RequestBody {
  readonly #maxMessageBytes: number;
  #buffer: Buffer = Buffer.allocUnsafe(firstRoom);
  #length = 0;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Bytes held. */
  get length(): number {
    return this.#length;
  }

  /** All that has come: prefix and message. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Takes `buffer[start..end)`; answers what is wrong as soon as that is known. */
  append(buffer: Buffer, start: number, end: number): CallFailure | undefined {
    const length = this.#length + end - start;
    if (length > this.#buffer.length) this.#grow(length);
    buffer.copy(this.#buffer, this.#length, start, end);
    this.#length = length;
    return this.#fault();
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafe(Math.max(length, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  #fault(): CallFailure | undefined {
    if (this.#length < messagePrefixBytes) return undefined;
    const flag = this.#buffer[0] as number;
    if (flag > 1) return { status: grpcStatus.internal, message: `Message prefix begins with ${flag}, not 0 or 1` };
    const length = this.#buffer.readUInt32BE(1);
    const most = this.#maxMessageBytes;
    if (length > most) return { status: grpcStatus.resourceExhausted, message: `Request message of ${length} bytes is larger than ${most}` };
    if (this.#length > messagePrefixBytes + length) return { status: grpcStatus.unimplemented, message: "More than one message for a unary method" };
    return undefined;
  }
}
