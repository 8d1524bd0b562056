import { grpcStatus } from "../../http2/grpc/status.ts";
import type { LaneMethods, UnaryCall } from "../../http2/handler.ts";
import type { CheckService } from "../check-service.ts";
import { AuthzError } from "../errors.ts";

/** Full name of the method that Envoy calls. */
const checkPath = "/envoy.service.auth.v3.Authorization/Check";

/** Name of the service, for gRPC health. */
export const authorizationService = "envoy.service.auth.v3.Authorization";

/** The method as lanes serve it. What another replica may be able to decide is UNAVAILABLE here; any other error is a defect, and `onError` is told. */
export function checkMethods(service: Pick<CheckService, "check">, onError: (error: unknown) => void): LaneMethods {
  const fail = (call: UnaryCall, error: unknown): void => {
    if (error instanceof AuthzError) {
      call.fail(grpcStatus.unavailable, error.message);
      return;
    }
    onError(error);
    call.fail(grpcStatus.internal, "The service failed");
  };
  const answer = (call: UnaryCall): void => {
    try {
      const reply = service.check(call);
      if (!(reply instanceof Promise)) call.reply(reply);
      else
        reply.then(
          (message) => call.reply(message),
          (error: unknown) => fail(call, error),
        );
    } catch (error) {
      fail(call, error);
    }
  };
  return {
    [checkPath]: {
      kind: "unary",
      handle: (calls) => {
        for (const call of calls) answer(call);
      },
    },
  };
}
