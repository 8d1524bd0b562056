import type { Verdict } from "./charge.ts";
import type { LimitFacts } from "./prepare.ts";

/** A limited descriptor with what its counter said. */
export interface JudgedLimit {
  readonly facts: LimitFacts;
  readonly hits: number;
  readonly verdict: Verdict;
  /** Position of the descriptor in the request. */
  readonly index: number;
}
