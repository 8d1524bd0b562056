// Made by `npm run gen` from proto/; do not edit
export interface RateLimitConfig {
  readonly name?: string;
  readonly domain?: string;
  readonly descriptors?: readonly RateLimitDescriptor[];
}
export interface RateLimitDescriptor {
  readonly key?: string;
  readonly value?: string;
  readonly rate_limit?: RateLimitPolicy;
  readonly descriptors?: readonly RateLimitDescriptor[];
  readonly shadow_mode?: boolean;
  readonly detailed_metric?: boolean;
}
export interface RateLimitPolicy {
  readonly unit?: RateLimitUnit;
  readonly requests_per_unit?: number;
  readonly unlimited?: boolean;
  readonly name?: string;
  readonly replaces?: readonly RateLimitReplace[];
}
export interface RateLimitReplace {
  readonly name?: string;
}
export const RateLimitUnit = {
  UNKNOWN: 0,
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  WEEK: 7,
  MONTH: 5,
  YEAR: 6,
} as const;
export type RateLimitUnit = (typeof RateLimitUnit)[keyof typeof RateLimitUnit];
