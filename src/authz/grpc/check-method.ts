import { type LaneMethods, unary } from "../../http2/handler.ts";
import type { CheckService } from "../check-service.ts";

/** Full name of the method that Envoy calls. */
const checkPath = "/envoy.service.auth.v3.Authorization/Check";

/** Name of the service, for gRPC health. */
export const authorizationService = "envoy.service.auth.v3.Authorization";

/** The method as lanes serve it. The service answers whatever happens, so an error here is a defect; `onError` is told. */
export function checkMethods(service: CheckService, onError: (error: unknown) => void): LaneMethods {
  return { [checkPath]: unary((call) => service.check(call), onError) };
}
