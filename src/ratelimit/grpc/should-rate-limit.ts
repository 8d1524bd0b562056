import { grpcStatus } from "../../http2/grpc/status.ts";
import type { UnaryCall, UnaryMethod } from "../../http2/handler.ts";
import type { Answer } from "../decide/answer.ts";
import type { RequestRefusal } from "../decide/request.ts";
import type { Caller, Limiter } from "../limiter.ts";
import { decodeRequest, RequestDecodeError } from "./decode-request.ts";
import { encodeAnswer } from "./encode-answer.ts";

/** Full name of the one method of `envoy.service.ratelimit.v3.RateLimitService`. */
export const shouldRateLimitPath = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";

/** Told of every call, for metrics. */
export interface CallObserver {
  onAnswer(answer: Answer): void;
  onRefusal(kind: RequestRefusal["kind"]): void;
}

/**
 * Answers calls that became complete in one turn of the event loop: all of them are charged by one batch. What cannot be decided is an error of
 * gRPC – never the code UNKNOWN, which Envoy takes as "OK" – and the proxy does what its route says about errors.
 */
export function shouldRateLimit(limiter: Limiter, observer: CallObserver): UnaryMethod {
  return {
    kind: "unary",
    handle: (calls) => {
      for (const call of calls) decideCall(limiter, call, observer);
      limiter.flush();
    },
  };
}

function decideCall(limiter: Limiter, call: UnaryCall, observer: CallObserver): void {
  try {
    limiter.decideMessage(call, decodeRequest, callerOf(call, observer));
  } catch (error) {
    if (!(error instanceof RequestDecodeError)) throw error;
    observer.onRefusal("invalid");
    call.fail(grpcStatus.invalidArgument, `RateLimitRequest cannot be read: ${error.message}`);
  }
}

function callerOf(call: UnaryCall, observer: CallObserver): Caller {
  return {
    deadline: Number.isFinite(call.deadline) ? call.deadline : undefined,
    gone: () => !call.isOpen,
    answer: (answer) => {
      observer.onAnswer(answer);
      call.reply(encodeAnswer(answer));
    },
    refuse: ({ kind, detail }) => {
      observer.onRefusal(kind);
      call.fail(kind === "invalid" ? grpcStatus.invalidArgument : grpcStatus.unavailable, detail);
    },
  };
}
