import type { Freshness } from "../../authz/source/freshness.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Gauge, Logger, Metrics } from "../../kit/telemetry.ts";
import type { Store } from "../../store/store.ts";
import type { Fleet } from "../fleet/fleet.ts";

/** What it is made with. */
export interface StoreSightOptions {
  readonly store: Pick<Store, "revision">;
  readonly fleet: Pick<Fleet, "storeReachable"> & { readonly snapshots: Pick<Fleet["snapshots"], "revision" | "ready" | "onUpdate"> };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The store is asked so often whether this replica has its newest state. */
const everyMs = 1000;
/** From then on what was allowed before is decided anew. */
const silentMs = 5000;

/**
 * How far this replica sees: whether it has everything that is in the store. Once a second the store is asked for its newest revision; when the watch has
 * brought it, the replica was up to date at the moment of the question. The watch itself tells when its stream falls silent.
 */
export class StoreSight implements Freshness {
  readonly #options: StoreSightOptions;
  readonly #gauge: Gauge;
  readonly #stopListening: () => void;
  readonly #waiting = new Set<{ readonly revision: number; readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  #asking: Promise<void> | undefined;
  #seenAt: number;
  #isSilent = false;
  #cancel: () => void = () => undefined;
  #isClosed = false;

  constructor(options: StoreSightOptions) {
    this.#options = options;
    this.#gauge = options.metrics.gauge({
      name: "sluice_authz_store_silent_seconds",
      help: "Time since this replica last was known to have everything that is in the store",
      joined: "max",
    });
    this.#seenAt = options.clock.monotonic();
    this.#stopListening = options.fleet.snapshots.onUpdate(() => this.#wake());
    this.#later();
  }

  get silentMs(): number {
    return this.#options.clock.monotonic() - this.#seenAt;
  }

  /** Resolves when this replica has everything that was in the store at the time of the call; rejects when the store cannot be asked. */
  caughtUp(): Promise<void> {
    // A question that is under way may have been answered before a plan was written that a proxy knows already.
    const waiting = this.#asking?.catch(() => undefined) ?? Promise.resolve();
    return waiting.then(() => this.#ask());
  }

  /** Whoever waits is told that nothing comes any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#stopListening();
    for (const { reject } of this.#waiting) reject(new Error("The process ends"));
    this.#waiting.clear();
  }

  #later(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.schedule(everyMs, () => {
      this.#tell();
      if (this.#asking === undefined) this.#ask().catch(() => undefined);
      this.#later();
    });
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    const { store, clock } = this.#options;
    const askedAt = clock.monotonic();
    await this.#has(await store.revision());
    if (this.#options.fleet.storeReachable) this.#seenAt = Math.max(this.#seenAt, askedAt);
    this.#tell();
  }

  #has(revision: number): Promise<void> {
    const { snapshots } = this.#options.fleet;
    if (snapshots.ready && snapshots.revision >= revision) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.add({ revision, resolve, reject }));
  }

  #wake(): void {
    for (const one of this.#waiting) {
      if (one.revision > this.#options.fleet.snapshots.revision) continue;
      this.#waiting.delete(one);
      one.resolve();
    }
  }

  #tell(): void {
    const silent = this.silentMs;
    this.#gauge.set(silent < silentMs ? 0 : silent / 1000);
    if (silent >= silentMs === this.#isSilent) return;
    this.#isSilent = !this.#isSilent;
    const { logger } = this.#options;
    if (this.#isSilent) logger.warn("Store has not been heard of for 5 s: what was allowed before is decided anew, and no revocation arrives");
    else logger.info("Store is heard of again: decisions are kept as before");
  }
}
