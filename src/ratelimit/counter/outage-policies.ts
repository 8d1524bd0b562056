import type { Limit } from "../../model/limit/limit.ts";
import type { Ask, Charge, Verdict } from "../decide/charge.ts";
import type { MemoryCounters } from "./memory/memory-counters.ts";

/** Decides asks without the store. */
export interface Stopgap {
  /** A verdict for every charge of every ask, `count` times, in their order, as the store gives them. */
  decide(batch: readonly Ask[]): readonly Verdict[];
}

/** Options of {@link OutagePolicies}. */
export interface OutagePoliciesOptions {
  /** Counts for rules that go on by a local estimate. */
  readonly local: MemoryCounters;
  /** This replica's share of every limit, as it was last known: 1 divided by the replicas. */
  readonly share: () => number;
}

/** Decides by the outage policy of each rule: for all while the store is lost, and for a caller who cannot wait for it. */
export class OutagePolicies implements Stopgap {
  readonly #options: OutagePoliciesOptions;
  /** Limits of a share, made once for each limit and share. */
  #shares: { share: number; limits: WeakMap<Limit, Limit> } = { share: 1, limits: new WeakMap() };

  constructor(options: OutagePoliciesOptions) {
    this.#options = options;
  }

  decide(batch: readonly Ask[]): readonly Verdict[] {
    return batch.flatMap((ask) => {
      const locals = ask.charges.filter(({ onOutage }) => onOutage === "local").map((charge) => this.#shareOf(charge));
      const counted = (locals.length === 0 ? [] : this.#options.local.chargeNow([{ ...ask, charges: locals }], "outage")).values();
      return Array.from({ length: ask.count }, () =>
        ask.charges.map((charge) => (charge.onOutage === "local" ? (counted.next().value ?? denied(charge)) : byPolicy(charge))),
      ).flat();
    });
  }

  /** The charge against this replica's share of the limit; at least one hit is left to everybody. */
  #shareOf(charge: Charge): Charge {
    const share = this.#options.share();
    if (share !== this.#shares.share) this.#shares = { share, limits: new WeakMap() };
    const known = this.#shares.limits.get(charge.limit);
    const limit = known ?? {
      ...charge.limit,
      max: scaled(charge.limit.max, share),
      ...(charge.limit.kind === "token-bucket" && { intervalMs: charge.limit.intervalMs / share }),
    };
    this.#shares.limits.set(charge.limit, limit);
    return { ...charge, limit, ceiling: Math.min(limit.max, scaled(charge.ceiling, share)) };
  }
}

function scaled(max: number, share: number): number {
  return max === 0 ? 0 : Math.max(1, Math.ceil(max * share));
}

function byPolicy(charge: Charge): Verdict {
  return charge.onOutage === "allow" ? { admitted: true, used: 0, remaining: charge.limit.max, resetMs: 0, retryMs: 0, source: "outage" } : denied(charge);
}

function denied({ limit }: Charge): Verdict {
  return { admitted: false, used: limit.max, remaining: 0, resetMs: 1000, retryMs: 1000, source: "outage" };
}
