import type { CheckService } from "../check-service.ts";
import type { UnaryCall } from "./unary-call.ts";

/** Full name of the method that Envoy calls. */
export const checkPath = "/envoy.service.auth.v3.Authorization/Check";

/** The method as lanes call it. */
export function checkMethod(service: CheckService): (calls: readonly UnaryCall[]) => void {
  return (calls) => {
    for (const call of calls) call.reply(service.check({ bytes: call.buffer, start: call.start, end: call.end }));
  };
}
