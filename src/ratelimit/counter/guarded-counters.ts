import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { Ask, Verdict } from "../decide/charge.ts";
import { whenDue } from "../when-due.ts";
import { CounterError, type Counters } from "./counters.ts";
import type { Stopgap } from "./outage-policies.ts";

/** Options of {@link GuardedCounters}. */
export interface GuardedCountersOptions {
  readonly store: Counters;
  /** Decides while the store cannot be asked. */
  readonly stopgap: Stopgap;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks the store whether it is there; rejects when it is not. */
  readonly probe: () => Promise<unknown>;
  /** Told when the store is lost and when it is back. */
  readonly onStore?: (reachable: boolean) => void;
  /** How long a batch may wait for the store, in milliseconds. */
  readonly waitMs: number;
}

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
  #late = 0;
  #answered = 0;
  #lost = false;
  #cancelProbe: () => void = () => undefined;

  constructor(options: GuardedCountersOptions) {
    this.#options = options;
  }

  /** False while the store cannot be asked. */
  get reachable(): boolean {
    return !this.#lost;
  }

  async charge(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    if (this.#lost) return this.#options.stopgap.decide(batch);
    const answer = await this.#inTime(batch);
    if (answer !== undefined) {
      this.#late = 0;
      return answer;
    }
    return this.#options.stopgap.decide(batch);
  }

  async close(): Promise<void> {
    this.#lost = true;
    this.#cancelProbe();
    await this.#options.store.close();
  }

  /** The store's verdicts; undefined when they do not come in time, or cannot be had. */
  #inTime(batch: readonly Ask[]): Promise<readonly Verdict[] | undefined> {
    const { store, clock, waitMs } = this.#options;
    return new Promise((resolve) => {
      const cancel = whenDue(clock, waitMs, () => {
        this.#onLate();
        resolve(undefined);
      });
      store.charge(batch).then(
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
      const cancel = this.#options.clock.schedule(this.#options.waitMs, () => resolve(false));
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
}
