import type { Verdict } from "./charge.ts";
import type { LimitFacts } from "./prepare.ts";
import type { RuleMode } from "./rules/rule.ts";

/** A limited descriptor with what its counter said. */
export interface JudgedLimit {
  readonly facts: LimitFacts;
  /** How it counts in this request; of a limit to enforce a quota, where all are quotas. */
  readonly mode: RuleMode;
  readonly hits: number;
  readonly verdict: Verdict;
  /** Position of the descriptor in the request. */
  readonly index: number;
}
