import type { JsonObject } from "../../kit/json.ts";
import { keyName, type Rate } from "../ask/limit-key.ts";
import type { RateLimitService } from "../ask/service-asks.ts";

/**
 * The entry that stands for an absent header: none (Envoy leaves the header's entry out), or one of its own for hosts that cannot tell Envoy
 * to do so and match the absence instead.
 */
export type AbsentEntry = "none" | { readonly key: string; readonly value: string };

/** The file of limits, as the reference service writes them, that answers what the proxies ask. */
export function limitsFile({ domain, keys, rate }: Pick<RateLimitService, "domain" | "keys" | "rate">, absent: AbsentEntry): JsonObject {
  const rateLimit = rateOf(rate);
  return {
    domain,
    descriptors: keys.map((key) => ({
      key: "limit",
      value: keyName(key),
      // What has no such header shares this one; other keys are always there.
      ...(key.kind === "header" && absent === "none" && { rate_limit: rateLimit }),
      descriptors: [
        { key: keyName(key), rate_limit: rateLimit },
        ...(key.kind === "header" && absent !== "none" ? [{ ...absent, rate_limit: rateLimit }] : []),
      ],
    })),
  };
}

function rateOf({ count, unit }: Rate): JsonObject {
  return { unit, requests_per_unit: count };
}
