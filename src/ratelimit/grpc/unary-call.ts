import type { MessageBytes } from "./decode-request.ts";

/** A gRPC call with one request and one response, as a lane hands it over. Its bytes are the lane's, and nobody's after the handler has returned. */
export interface UnaryCall extends MessageBytes {
  /** When the caller gives up, in milliseconds of the monotonic clock; Infinity: never. */
  readonly deadline: number;
  /** False when the call is answered or its caller has gone. */
  readonly isOpen: boolean;
  reply(message: Uint8Array): void;
  fail(status: number, message: string): void;
}
