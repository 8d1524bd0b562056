import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { CounterError } from "./counters.ts";
import { RefusalLog } from "./refusal-log.ts";
import { ShardWatch } from "./shard-watch.ts";

/** Options of {@link StoreGuard}. */
export interface StoreGuardOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks a shard whether it is there; rejects when it is not. */
  readonly probe: (shard: number) => Promise<unknown>;
  /** How long an answer is waited for, in milliseconds. */
  readonly waitMs: number;
  /** Told how many shards are lost, whenever that changes. */
  readonly onLost?: (shards: number) => void;
  /** Told of each batch that the store refuses. */
  readonly onRefused?: () => void;
}

/**
 * Lets nobody wait for a store that does not answer: what a shard does not answer in time is decided without it, and once it is lost everything is, at
 * once, until it has answered several probes in a row. One shard that is lost says nothing of the others.
 */
export class StoreGuard {
  readonly #options: StoreGuardOptions;
  readonly #watches = new Map<number, ShardWatch>();
  readonly #refusals: RefusalLog;
  #lost = 0;

  constructor(options: StoreGuardOptions) {
    this.#options = options;
    this.#refusals = new RefusalLog(options.clock, options.logger);
  }

  /** Shards that are lost now. */
  get lost(): number {
    return this.#lost;
  }

  /** False while the shard is lost: it need not be asked. */
  answers(shard: number): boolean {
    return this.#watch(shard).answers;
  }

  /** Asks a shard. Rejects when it refuses, cannot be asked, or does not answer in time. */
  async ask<T>(shard: number, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#watch(shard).ask(work);
    } catch (error) {
      if (error instanceof CounterError && error.code === "ERR_COUNTER_REFUSED") {
        this.#refusals.note(error.message);
        this.#options.onRefused?.();
      }
      throw error;
    }
  }

  /** Takes a shard for lost, for a reason that shows elsewhere. */
  lose(shard: number, reason: string): void {
    this.#watch(shard).lose(reason);
  }

  /** Asks each of so many shards that nobody has asked since the last look. */
  look(shards: number): void {
    for (let shard = 0; shard < shards; shard += 1) this.#watch(shard).look();
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.close();
  }

  #watch(shard: number): ShardWatch {
    const known = this.#watches.get(shard);
    if (known !== undefined) return known;
    const { clock, waitMs, probe } = this.#options;
    const watch = new ShardWatch({
      clock,
      waitMs,
      probe: () => probe(shard),
      onLost: (reason) => this.#onLost(shard, reason),
      onBack: () => this.#onBack(shard),
    });
    this.#watches.set(shard, watch);
    return watch;
  }

  /** The first one is told loudly: when a primary of a cluster dies, some sixteen shards are lost with it. */
  #onLost(shard: number, reason: string): void {
    const { logger, onLost } = this.#options;
    this.#lost += 1;
    if (this.#lost === 1) logger.error("Store of counters cannot be asked, limits go by their outage policies", { shard, reason });
    else logger.debug("One more shard of the store of counters cannot be asked", { shard, reason });
    onLost?.(this.#lost);
  }

  #onBack(shard: number): void {
    const { logger, onLost } = this.#options;
    this.#lost -= 1;
    if (this.#lost === 0) logger.info("Store of counters is back");
    else logger.debug("A shard of the store of counters is back", { shard });
    onLost?.(this.#lost);
  }
}
