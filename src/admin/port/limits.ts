import type { Json } from "../../kit/json.ts";

/** What the admin asks the rate limit service of this process. Joined in `main`. */
export interface LimitsPort {
  /** How requests of a domain stand, without charging any. Never rejects. */
  explain(question: LimitQuestion): Promise<LimitAnswer>;
}

/** Descriptors as a proxy would send them. */
export interface LimitQuestion {
  readonly domain: string;
  readonly descriptors: readonly { readonly entries: readonly { readonly key: string; readonly value: string }[] }[];
}

/** The explanation, as the body of the answer; or why there is none. */
export type LimitAnswer = { readonly kind: "explained"; readonly explanation: Json } | { readonly kind: "invalid" | "unavailable"; readonly detail: string };
