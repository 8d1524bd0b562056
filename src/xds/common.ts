import type { ConfigSource } from "../gen/envoy/config/core/v3.ts";
import type { RegexMatcher, StringMatcher } from "../gen/envoy/type/matcher/v3.ts";
import type { Duration } from "../gen/google/protobuf.ts";
import type { StringMatch } from "../graph/node/match.ts";

/** "The resource comes over the same aggregated stream." */
export const overAds: ConfigSource = { ads: {}, resource_api_version: 2, initial_fetch_timeout: { seconds: 15 } };

/** Milliseconds as google.protobuf.Duration. */
export function duration(milliseconds: number): Duration {
  const seconds = Math.floor(milliseconds / 1000);
  const nanos = Math.round((milliseconds - seconds * 1000) * 1_000_000);
  return nanos === 0 ? { seconds } : { seconds, nanos };
}

/** RE2, matched against the whole value. */
export function regexMatcher(regex: string): RegexMatcher {
  return { regex };
}

/** Envoy's StringMatcher of a match; `present` has none. */
export function stringMatcher(match: Exclude<StringMatch, { kind: "present" }>): StringMatcher {
  switch (match.kind) {
    case "exact":
      return { exact: match.value };
    case "prefix":
      return { prefix: match.value };
    case "suffix":
      return { suffix: match.value };
    case "contains":
      return { contains: match.value };
    case "regex":
      return { safe_regex: regexMatcher(match.value) };
  }
}

/** Text that stands for itself inside of an expression. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/gu, "\\$&");
}

/** Text that stands for itself where Envoy takes command operators. */
export function plainFormat(text: string): string {
  return text.replaceAll("%", "%%");
}
