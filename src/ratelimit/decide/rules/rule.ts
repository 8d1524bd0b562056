import type { JsonObject } from "../../../kit/json.ts";
import type { Limit, OutagePolicy } from "../../../model/limit/limit.ts";

/** Units as the wire has them (envoy.service.ratelimit.v3.RateLimitResponse.RateLimit.Unit). */
export const wireUnits = { unknown: 0, second: 1, minute: 2, hour: 3, day: 4, month: 5, year: 6, week: 7 } as const;

/** The name of a unit. */
export type UnitName = keyof typeof wireUnits;

/** A limit as answers tell it: so many requests in so many units. */
export interface ShownLimit {
  readonly name: string;
  readonly requestsPerUnit: number;
  readonly unit: UnitName;
  /** 1 is not told. */
  readonly multiplier: number;
}

/** How a refusal counts: it refuses, it is only told, or it refuses when all quotas of the request are used up. */
export type RuleMode = "enforce" | "shadow" | "quota";

/** What becomes of a request while the store cannot be asked; `error` leaves it to the caller, as the reference service does. */
export type RuleOutage = OutagePolicy | "error";

/** One limit of one descriptor. */
export interface Rule {
  /** Path of keys and values that it was written under; names it in metrics and explanations. */
  readonly path: string;
  /** Undefined: unlimited. */
  readonly limit: Limit | undefined;
  readonly shown: ShownLimit;
  readonly mode: RuleMode;
  readonly replaces: readonly string[];
  readonly detailedMetric: boolean;
  readonly onOutage: RuleOutage;
  /** For Envoy, when the limit is kept. */
  readonly metadata: JsonObject | undefined;
}

/** Milliseconds of each unit, as the reference service has them: months of 30 days, years of 365. */
export const unitMs: Readonly<Record<Exclude<UnitName, "unknown">, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
  year: 31_536_000_000,
};
