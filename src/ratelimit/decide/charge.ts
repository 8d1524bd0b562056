import type { Limit, OutagePolicy } from "../../model/limit/limit.ts";

/** One counter that a request is held against. */
export interface Charge {
  /** Names the counter, never its limit: an edit of the limit refills nothing. */
  readonly key: string;
  readonly limit: Limit;
  /** What the request costs; 0 only looks, a negative number gives back. Of a concurrency limit: 1 takes a lease, -1 releases it. */
  readonly hits: number;
  /** How far this request may fill the limit; less than `limit.max` for a class that must leave a share to more important ones. */
  readonly ceiling: number;
  /** Counters of one group are kept together, so that one message reaches all of them. A counter must always be of the same group. */
  readonly group: string;
  /** Names the lease of a concurrency limit; empty for all others. */
  readonly lease: string;
  /** `error` leaves the decision to the caller. */
  readonly onOutage: OutagePolicy | "error";
}

/**
 * Charges that stand or fall together, asked `count` times in a row. With `chargeDenied` every counter grows by its hits whatever the
 * others say (as the reference service does it); without, a request that one counter refuses leaves all of them as they were.
 */
export interface Ask {
  readonly charges: readonly Charge[];
  readonly chargeDenied: boolean;
  readonly count: number;
}

/** What a counter says to one charge. */
export interface Verdict {
  /** False when this counter refuses; others of the ask may refuse though this one does not. */
  readonly admitted: boolean;
  /** The level after the charge: hits in the window, tokens taken, leases held. Not always whole. */
  readonly used: number;
  /** Hits that would still be admitted now, whole; what is kept for more important classes is not among them. */
  readonly remaining: number;
  /** Until the counter is as good as new, in milliseconds. */
  readonly resetMs: number;
  /** Until the same charge would be admitted, in milliseconds; 0 when it was. An estimate for concurrency: a release may come sooner. */
  readonly retryMs: number;
  /** Where the answer comes from: the store of counters, what was remembered of it, or the rule's outage policy. */
  readonly source: "store" | "cache" | "outage";
}
