import { type GrpcFailure, grpcStatus } from "./grpc/status.ts";
import type { Peer } from "./peer.ts";

/**
 * What a service gives to a lane. The keys are full method names as on the wire, `/package.Service/Method`; anything else is
 * answered UNIMPLEMENTED. The same table serves on both lanes, ours (`serveLane`) and the one on grpc-js (`serveGrpcJsLane`).
 */
export type LaneMethods = Readonly<Record<string, LaneMethod>>;

/** One method: what is answered once, or in streams. */
export type LaneMethod = UnaryMethod | StreamMethod;

/** A call of either kind, on either lane. */
export interface Call {
  /** Full method name, as in `/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit`. */
  readonly path: string;
  /** True until the call is answered to its end or its caller has gone. */
  readonly isOpen: boolean;
  readonly peer: Peer;
  /**
   * A request header by its lower-case name: the value, or several joined by commas; `undefined` when there is none. Looked up when
   * asked for. Bytes beyond ASCII come as Latin-1; values of `-bin` headers come in base64. What HTTP/2 and gRPC keep for themselves
   * (`:path`, `content-type`, `te`, `grpc-timeout`, …) is not shown on every lane.
   */
  header(name: string): string | undefined;
  /** Answers with a status and a sentence for the caller's log, after whatever was sent before. */
  fail(status: GrpcFailure, message: string): void;
}

/** A method with one request message and one response message. */
export interface UnaryMethod {
  readonly kind: "unary";
  /**
   * Gets all calls of this method whose request became complete in one turn of the event loop, over all connections, in order of
   * arrival: at least one, and none whose caller has gone or whose deadline has passed. So a rate limiter can charge them all in one
   * script call.
   *
   * - **Answering.** Each call is answered once, by `reply` or `fail`, in here or any time later, in any order. Answers given in one turn
   *   travel in one write a connection. A later answer, or one to a caller that has gone, is ignored.
   * - **Bytes.** The request's bytes are not copied: `buffer`, `start`, `end` and `message` are the lane's until this function returns, and
   *   nobody's afterwards. Copy (or decode) here whatever is needed later; protobufjs's `bytes` fields are views too.
   * - **Callers that go.** `isOpen` is false from the moment that a caller resets its stream, its connection breaks or its deadline passes.
   *   Look at it again before work that was put off; `signal` tells those who wait. A call past its deadline was answered DEADLINE_EXCEEDED by the lane.
   * - **Throwing.** What this function throws is logged, and the calls of the batch that are still open are failed with INTERNAL. A
   *   rejected promise that nobody awaits is not seen here: catch it and `fail` the call.
   *
   * The array belongs to the handler.
   */
  handle(calls: readonly UnaryCall[]): void;
}

/** One call of a unary method. */
export interface UnaryCall extends Call {
  /** The request message is `buffer[start..end)`, without gRPC's prefix and inflated. Valid until `handle` returns. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  /** The same as a view, made when asked for: a fast path that reads by offsets does without. Valid until `handle` returns. */
  readonly message: Buffer;
  /** When the caller gives up, in milliseconds of the lane's `clock.monotonic()`; `Infinity` when it named no `grpc-timeout`. An Envoy may wait shorter for one try (`x-envoy-expected-rq-timeout-ms`). */
  readonly deadline: number;
  /** Aborted when the caller goes or its deadline passes before the answer. Made when asked for. */
  readonly signal: AbortSignal;
  /** Answers with a message, which is copied before this returns. */
  reply(message: Uint8Array): void;
}

/** A method with any number of messages in both directions. */
export interface StreamMethod {
  readonly kind: "stream";
  /** Somebody has opened a stream; answers who takes what comes on it. What this or a reader throws is logged and fails the stream with INTERNAL. */
  open(call: StreamCall): StreamReader;
}

/** Takes what a caller sends on a stream. */
export interface StreamReader {
  /** One message, inflated. Its bytes are the lane's again when this returns. */
  onMessage(message: Buffer): void;
  /** The caller sends no more, and still reads. */
  onEnd(): void;
  /** The stream is over, and not by `end` or `fail` of the service: its caller has reset it or is not there any more, a limit was met, its deadline has passed. */
  onGone(): void;
}

/** A message, whole or in parts. */
export type MessageBytes = Uint8Array | readonly Uint8Array[];

/** One stream, whose messages go out in the order in which they are sent. */
export interface StreamCall extends Call {
  /**
   * Sends a message, whole or in parts that many streams may share. Its bytes must stay as they are until `onTaken`: it has left for the caller then,
   * as far as the caller's windows let it.
   */
  send(message: MessageBytes, onTaken?: () => void): void;
  /** Sends now what would be sent at the end of this turn of the event loop. */
  flush(): void;
  /** Stops giving messages to the reader; the caller is let send a window more. */
  pause(): void;
  /** Gives messages to the reader again, beginning with those that came meanwhile. */
  resume(): void;
  /** Ends the stream well, after what was sent. */
  end(): void;
}

/** A method that answers each call by itself. What `answer` throws, or rejects with, becomes INTERNAL; the error is told to `onError`. */
export function unary(answer: (call: UnaryCall) => Uint8Array | Promise<Uint8Array>, onError: (error: unknown) => void): UnaryMethod {
  const fail = (call: UnaryCall, error: unknown): void => {
    onError(error);
    call.fail(grpcStatus.internal, "The service failed");
  };
  const one = (call: UnaryCall): void => {
    try {
      const answered = answer(call);
      if (answered instanceof Uint8Array) call.reply(answered);
      else
        answered.then(
          (message) => call.reply(message),
          (error: unknown) => fail(call, error),
        );
    } catch (error) {
      fail(call, error);
    }
  };
  return {
    kind: "unary",
    handle: (calls) => {
      for (const call of calls) one(call);
    },
  };
}
