import type { JsonObject } from "../../kit/json.ts";
import type { AuthzService } from "../ask/service-asks.ts";

/**
 * How hosts that have Envoy's fields under Envoy's names are told to send bodies along, in a field of this name; nothing where they are not to. A body that is longer
 * is answered 413: none goes on that was not looked at.
 */
export function bodySettings({ bodyBytes }: AuthzService, field: string): JsonObject {
  if (bodyBytes === undefined) return {};
  return { [field]: { maxRequestBytes: bodyBytes, allowPartialMessage: false, packAsBytes: true } };
}
