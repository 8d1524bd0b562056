import type { JsonObject } from "../../kit/json.ts";
import type { Limit } from "../../model/limit/limit.ts";
import type { LimitHeaders } from "../../model/limit/limit-plan.ts";
import type { Charge } from "./charge.ts";
import type { LimitRequest } from "./request.ts";
import type { RuleMode, ShownLimit } from "./rules/rule.ts";

/** Everything about one limit that does not depend on the request: how it is told, and what counts about it. */
export interface LimitFacts {
  /** Name in metrics. */
  readonly metric: string;
  readonly shown: ShownLimit;
  readonly limit: Limit;
  readonly mode: RuleMode;
  readonly headers: LimitHeaders;
  readonly metadata: JsonObject | undefined;
}

/** What becomes of one descriptor. */
export type PreparedDescriptor =
  | { readonly kind: "none" }
  | { readonly kind: "unlimited"; readonly metadata: JsonObject | undefined }
  | {
      readonly kind: "limited";
      readonly facts: LimitFacts;
      readonly hits: number;
      /** Where its verdict is: the charge of an ask. */
      readonly ask: number;
      readonly charge: number;
    };

/** Charges that stand or fall together; how often they are asked is not known yet. */
export interface PreparedAsk {
  readonly charges: readonly Charge[];
  readonly chargeDenied: boolean;
}

/** A request whose counters are known. Equal requests may share one: nothing in it depends on the time or on the counters. */
export interface Prepared {
  readonly request: LimitRequest;
  readonly descriptors: readonly PreparedDescriptor[];
  readonly asks: readonly PreparedAsk[];
  /** Answer refusals as if they were none, and tell them. */
  readonly globalShadow: boolean;
  readonly globalQuota: boolean;
}
