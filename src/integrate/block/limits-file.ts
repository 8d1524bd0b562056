import type { JsonObject } from "../../kit/json.ts";
import { keyName, type LimitKey, type Rate } from "../ask/limit-key.ts";
import type { RateLimitService } from "../ask/service-asks.ts";

/** How a host writes descriptors, as far as the file of limits has to follow it. */
export interface LimitDialect {
  /** Key of the entry that is always there. */
  readonly first: string;
  /** Key of the entry with the value. */
  readonly nameOf: (key: LimitKey) => string;
  /**
   * What a request without the header has: nothing but the first entry, an entry of its own where a host can only match the absence, or no
   * descriptor at all where it cannot do that either.
   */
  readonly absent: "first-alone" | "dropped" | { readonly key: string; readonly value: string };
}

/** Descriptors as Envoy makes them when it is told everything. */
export const usualDialect: LimitDialect = { first: "limit", nameOf: keyName, absent: "first-alone" };

/** The file of limits, as the reference service writes them, that answers what the proxies ask. */
export function limitsFile({ domain, keys, rate }: Pick<RateLimitService, "domain" | "keys" | "rate">, dialect: LimitDialect): JsonObject {
  const { first, nameOf, absent } = dialect;
  const rateLimit = rateOf(rate);
  return {
    domain,
    descriptors: keys.map((key) => ({
      key: first,
      value: keyName(key),
      // What has no such header shares this one; other keys are always there.
      ...(key.kind === "header" && absent === "first-alone" && { rate_limit: rateLimit }),
      descriptors: [
        { key: nameOf(key), rate_limit: rateLimit },
        ...(key.kind === "header" && typeof absent === "object" ? [{ ...absent, rate_limit: rateLimit }] : []),
      ],
    })),
  };
}

function rateOf({ count, unit }: Rate): JsonObject {
  return { unit, requests_per_unit: count };
}
