import type { JudgedLimit } from "./judged-limit.ts";

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
const nearLimitRatio = 0.8;

/**
 * Counts one decision. When a charge crosses the limit, only what lies above it was over, and what lies between the near threshold and the limit
 * was near. What is given back counts nowhere.
 */
export function tallyVerdict(tally: Tally, judged: Judged): void {
  if (judged.hits < 0) return;
  tally.totalHits += judged.hits;
  if (judged.verdict.source === "outage") tally.outage += judged.hits;
  if (judged.verdict.admitted) tallyAdmitted(tally, judged);
  else tallyRefused(tally, judged);
}

type Judged = Pick<JudgedLimit, "facts" | "hits" | "verdict">;

function nearThreshold(max: number): number {
  return Math.floor(max * nearLimitRatio);
}

function tallyAdmitted(tally: Tally, { facts, hits, verdict: { used } }: Judged): void {
  const near = nearThreshold(facts.limit.max);
  tally.withinLimit += hits;
  if (used > near) tally.nearLimit += Math.min(hits, used - near);
}

/** Without the counter's level nobody knows which part of the charge was within; all of it was refused. */
function tallyRefused(tally: Tally, { facts, hits, verdict }: Judged): void {
  const { max } = facts.limit;
  const before = Math.max(0, verdict.used - hits);
  const crossing = verdict.source === "store" && verdict.used > max && before < max;
  const over = crossing ? verdict.used - max : hits;
  tally.overLimit += over;
  if (crossing) tally.nearLimit += max - Math.max(nearThreshold(max), before);
  if (verdict.source === "cache") tally.overLimitWithLocalCache += hits;
  if (facts.mode === "shadow") tally.shadowMode += over;
}
