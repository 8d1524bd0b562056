import type { Clock } from "../../kit/clock.ts";
import type { Ask, Charge, Verdict } from "../decide/charge.ts";
import { Recent } from "../recent.ts";
import type { Counters } from "./counters.ts";

/** Options of {@link DenyCache}. */
export interface DenyCacheOptions {
  readonly counters: Counters;
  readonly clock: Pick<Clock, "monotonic">;
  /** How old a refusal may get, in milliseconds: hits that are given back are seen after this. Default 100. */
  readonly maxAgeMs?: number;
  /** Counters that are remembered at most. Default 20,000. */
  readonly maxCounters?: number;
}

interface Refusal {
  readonly verdict: Verdict;
  readonly limit: Charge["limit"];
  readonly ceiling: number;
  readonly at: number;
  readonly until: number;
}

/** Remembers for a moment which counters are full, so that whoever hammers on a full one costs the store nothing. */
export class DenyCache implements Counters {
  readonly #counters: Counters;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #maxAgeMs: number;
  readonly #refusals: Recent<Refusal>;

  constructor({ counters, clock, maxAgeMs = 100, maxCounters = 20_000 }: DenyCacheOptions) {
    this.#counters = counters;
    this.#clock = clock;
    this.#maxAgeMs = maxAgeMs;
    this.#refusals = new Recent(maxCounters / 2);
  }

  async charge(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    const now = this.#clock.monotonic();
    const known = batch.map((ask) => this.#refusalOf(ask, now));
    if (known.every((refusal) => refusal === undefined)) return this.#learn(batch, await this.#counters.charge(batch));
    const open = batch.filter((_, index) => known[index] === undefined);
    const asked = open.length === 0 ? [] : this.#learn(open, await this.#counters.charge(open));
    return merge(batch, known, asked);
  }

  close(): Promise<void> {
    return this.#counters.close();
  }

  /** Only an ask of one counter: what stands beside a full one has a level that nobody knows here. */
  #refusalOf({ charges }: Ask, now: number): Verdict | undefined {
    const [charge, ...others] = charges;
    if (charge === undefined || others.length > 0 || charge.hits < 1) return undefined;
    const refusal = this.#refusals.get(charge.key);
    if (refusal === undefined || refusal.until <= now || refusal.limit !== charge.limit || refusal.ceiling < charge.ceiling) return undefined;
    const { verdict } = refusal;
    const age = now - refusal.at;
    return { ...verdict, resetMs: Math.max(0, verdict.resetMs - age), retryMs: Math.max(0, verdict.retryMs - age), source: "cache" };
  }

  #learn(batch: readonly Ask[], verdicts: readonly Verdict[]): readonly Verdict[] {
    const at = this.#clock.monotonic();
    let index = 0;
    for (const { charges, count } of batch) {
      for (let time = 0; time < count; time += 1) {
        for (const charge of charges) {
          const verdict = verdicts[index];
          index += 1;
          if (verdict !== undefined) this.#note(charge, verdict, at);
        }
      }
    }
    return verdicts;
  }

  #note({ key, hits, limit, ceiling }: Charge, verdict: Verdict, at: number): void {
    if (hits < 0) this.#refusals.delete(key);
    // Leases are given back all the time, and one that is refused may be one that is held.
    if (verdict.admitted || verdict.source !== "store" || hits < 1 || verdict.used < ceiling || limit.kind === "concurrency") return;
    this.#refusals.set(key, { verdict, limit, ceiling, at, until: at + Math.min(this.#maxAgeMs, verdict.retryMs) });
  }
}

function merge(batch: readonly Ask[], known: readonly (Verdict | undefined)[], asked: readonly Verdict[]): readonly Verdict[] {
  const rest = asked.values();
  return batch.flatMap(({ charges, count }, index) => {
    const refusal = known[index];
    if (refusal !== undefined) return new Array<Verdict>(count).fill(refusal);
    return Array.from({ length: charges.length * count }, () => rest.next().value).filter((verdict) => verdict !== undefined);
  });
}
