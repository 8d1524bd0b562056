import type { Verdict } from "./charge.ts";
import type { LimitFacts } from "./prepare.ts";

/** What has happened to one limit, in hits; the meaning of each is that of the reference service. */
export interface Tally {
  totalHits: number;
  overLimit: number;
  nearLimit: number;
  withinLimit: number;
  /** Refused by what was remembered, without asking the store. */
  overLimitWithLocalCache: number;
  /** Would have been refused, were the limit not a shadow. */
  shadowMode: number;
  /** Decided by the rule's outage policy. */
  outage: number;
}

/** A tally of nothing. */
export function newTally(): Tally {
  return { totalHits: 0, overLimit: 0, nearLimit: 0, withinLimit: 0, overLimitWithLocalCache: 0, shadowMode: 0, outage: 0 };
}

/** A limit is near when more than this share of it is used. */
export const nearLimitRatio = 0.8;

/**
 * Counts one decision. When a charge crosses the limit, only what lies above it was over, and what lies between the near threshold and the limit
 * was near. What is given back counts nowhere.
 */
export function tallyVerdict(tally: Tally, { facts, hits, verdict }: { readonly facts: LimitFacts; readonly hits: number; readonly verdict: Verdict }): void {
  if (hits < 0) return;
  tally.totalHits += hits;
  if (verdict.source === "outage") tally.outage += hits;
  const { max } = facts.limit;
  const near = Math.floor(max * nearLimitRatio);
  const before = Math.max(0, verdict.used - hits);
  if (verdict.admitted) {
    tally.withinLimit += hits;
    if (verdict.used > near) tally.nearLimit += before >= near ? hits : verdict.used - near;
    return;
  }
  // Without the counter's level nobody knows which part of the charge was within; all of it was refused.
  const crossing = verdict.source === "store" && verdict.used > max && before < max;
  const over = crossing ? verdict.used - max : hits;
  tally.overLimit += over;
  if (crossing) tally.nearLimit += max - Math.max(near, before);
  if (verdict.source === "cache") tally.overLimitWithLocalCache += hits;
  if (facts.mode === "shadow") tally.shadowMode += over;
}
