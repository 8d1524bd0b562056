import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Limit } from "../../model/limit/limit.ts";
import type { Ask, Charge, Verdict } from "../decide/charge.ts";
import { type ChargeOptions, CounterError, type Counters } from "./counters.ts";
import type { MemoryCounters } from "./memory/memory-counters.ts";

/** Options of {@link GuardedCounters}. */
export interface GuardedCountersOptions {
  readonly store: Counters;
  /** Counts while the store cannot be asked. */
  readonly local: MemoryCounters;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks the store whether it is there; rejects when it is not. */
  readonly probe: () => Promise<unknown>;
  /** This replica's share of every limit, as it was last known: 1 divided by the replicas. */
  readonly share: () => number;
  /** Told when the store is lost and when it is back. */
  readonly onStore?: (reachable: boolean) => void;
  /** How long a batch may wait for the store, in milliseconds; less when its first caller goes earlier. Default 40. */
  readonly waitMs?: number;
}

/** Time that is left to a caller for the answer to reach it. */
const marginMs = 3;
/** A timer that comes so late says that this process was held up, and nothing of the store. */
const heldUpMs = 2;
/** One answer that does not come may be a hiccup; so many in a row are an outage. */
const lateAnswers = 3;
/** The store is back when so many probes in a row come back, this far apart. */
const probes = { count: 3, everyMs: 100 } as const;

/**
 * Lets nobody wait for a store that does not answer: a batch that it does not decide in time is decided by the outage policy of each rule, and so is
 * everything after it, at once, until the store has answered several probes in a row.
 */
export class GuardedCounters implements Counters {
  readonly #options: GuardedCountersOptions;
  readonly #waitMs: number;
  #late = 0;
  #answered = 0;
  #lost = false;
  #cancelProbe: () => void = () => undefined;
  /** Limits of a share, made once for each limit and share. */
  #shares: { share: number; limits: WeakMap<Limit, Limit> } = { share: 1, limits: new WeakMap() };

  constructor(options: GuardedCountersOptions) {
    this.#options = options;
    this.#waitMs = options.waitMs ?? 40;
  }

  /** False while the store cannot be asked. */
  get reachable(): boolean {
    return !this.#lost;
  }

  async charge(batch: readonly Ask[], options: ChargeOptions): Promise<readonly Verdict[]> {
    if (this.#lost) return this.#decideAlone(batch);
    const answer = await this.#inTime(batch, options);
    if (answer !== undefined) {
      this.#late = 0;
      return answer;
    }
    return this.#decideAlone(batch);
  }

  async close(): Promise<void> {
    this.#lost = true;
    this.#cancelProbe();
    await Promise.all([this.#options.store.close(), this.#options.local.close()]);
  }

  /** The store's verdicts; undefined when they do not come in time, or cannot be had. */
  #inTime(batch: readonly Ask[], options: ChargeOptions): Promise<readonly Verdict[] | undefined> {
    const { store, clock } = this.#options;
    const left = options.deadline === undefined ? this.#waitMs : options.deadline - clock.monotonic() - marginMs;
    return new Promise((resolve) => {
      const onLate = (): void => {
        this.#onLate();
        resolve(undefined);
      };
      const waitMs = Math.max(1, Math.min(this.#waitMs, left));
      const due = clock.monotonic() + waitMs;
      let cancel = clock.schedule(waitMs, () => {
        // A process that was held up sees its timers first, and then what has come meanwhile.
        if (clock.monotonic() < due + heldUpMs) onLate();
        else cancel = clock.schedule(1, onLate);
      });
      store.charge(batch, options).then(
        (verdicts) => {
          cancel();
          resolve(verdicts);
        },
        (error: unknown) => {
          cancel();
          this.#onError(error);
          resolve(undefined);
        },
      );
    });
  }

  #onLate(): void {
    this.#late += 1;
    if (this.#late >= lateAnswers) this.#lose(`it did not answer ${lateAnswers} batches in time`);
  }

  /** A refusal – memory that is full, a key that is forbidden – says nothing of the next batch. */
  #onError(error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof CounterError && error.code === "ERR_COUNTER_REFUSED")
      this.#options.logger.warn("Store of counters refuses a batch", { error: detail });
    else this.#lose(detail);
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#late = 0;
    this.#options.logger.error("Store of counters cannot be asked, limits go by their outage policies", { reason });
    this.#options.onStore?.(false);
    this.#probeLater();
  }

  #probeLater(): void {
    this.#answered = 0;
    this.#cancelProbe = this.#options.clock.schedule(probes.everyMs, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    const cameBack = await this.#answersProbe();
    this.#answered = cameBack ? this.#answered + 1 : 0;
    if (this.#answered < probes.count) {
      this.#cancelProbe = this.#options.clock.schedule(probes.everyMs, () => void this.#probe());
      return;
    }
    this.#lost = false;
    this.#options.logger.info("Store of counters is back");
    this.#options.onStore?.(true);
  }

  #answersProbe(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(this.#waitMs, () => resolve(false));
      this.#options.probe().then(
        () => {
          cancel();
          resolve(true);
        },
        () => {
          cancel();
          resolve(false);
        },
      );
    });
  }

  #decideAlone(batch: readonly Ask[]): readonly Verdict[] {
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
