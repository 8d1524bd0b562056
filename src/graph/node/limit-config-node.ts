import type { RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import type { Parsed } from "../build/inputs.ts";

/** A domain as the rate limit services of a group get it. */
export interface LimitConfigNode {
  readonly group: string;
  readonly domain: string;
  /** What RateLimitDomains say of it, the oldest first: where two speak of one descriptor, the older has its way. */
  readonly parts: readonly Parsed<RateLimitDomainSpec>[];
}
