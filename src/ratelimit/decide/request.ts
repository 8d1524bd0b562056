/** One entry of a descriptor. */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** A limit that the request itself brings. */
export interface LimitOverride {
  readonly requestsPerUnit: number;
  /** As on the wire; see `wireUnits`. */
  readonly unit: number;
  /** Undefined: 1. */
  readonly multiplier: number | undefined;
}

/** What one limit is looked for by (envoy.extensions.common.ratelimit.v3.RateLimitDescriptor). */
export interface Descriptor {
  readonly entries: readonly Entry[];
  readonly limit: LimitOverride | undefined;
  /** Undefined: that of the request. A present 0 only looks. */
  readonly hitsAddend: number | undefined;
  readonly isNegativeHits: boolean;
}

/** A request for a decision (envoy.service.ratelimit.v3.RateLimitRequest). */
export interface LimitRequest {
  readonly domain: string;
  readonly descriptors: readonly Descriptor[];
  /** 0 and absent count as 1. */
  readonly hitsAddend: number;
}

/** Why a request cannot be decided: it is wrong (`invalid`), or this process does not know enough yet (`unavailable`). */
export interface RequestRefusal {
  readonly kind: "invalid" | "unavailable";
  readonly detail: string;
}

/** More hits than this count as so many: sums of them stay exact. */
const mostHits = 1e12;

/** Descriptors of one request, and entries of one descriptor. */
const requestLimits = { descriptors: 256, entries: 64 } as const;

/** What is wrong with a request, whatever the configuration. */
export function refusalOf({ domain, descriptors }: LimitRequest): RequestRefusal | undefined {
  if (domain === "") return { kind: "invalid", detail: "Field domain is empty" };
  if (descriptors.length === 0) return { kind: "invalid", detail: "Request has no descriptors" };
  if (descriptors.length > requestLimits.descriptors) {
    return { kind: "invalid", detail: `Request has ${descriptors.length} descriptors, at most ${requestLimits.descriptors} are taken` };
  }
  const long = descriptors.find(({ entries }) => entries.length > requestLimits.entries);
  return long && { kind: "invalid", detail: `Descriptor has ${long.entries.length} entries, at most ${requestLimits.entries} are taken` };
}

/** What a descriptor costs; negative when it gives back. */
export function hitsOf({ hitsAddend, isNegativeHits }: Descriptor, request: Pick<LimitRequest, "hitsAddend">): number {
  const hits = Math.min(mostHits, hitsAddend ?? Math.max(1, request.hitsAddend));
  return isNegativeHits && hits > 0 ? -hits : hits;
}
