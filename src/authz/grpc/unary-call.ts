/** A gRPC call with one request and one response, as a lane hands it over. Its bytes are the lane's, and nobody's after the handler has returned. */
export interface UnaryCall {
  /** The request message is `buffer[start..end)`. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  reply(message: Uint8Array): void;
}
