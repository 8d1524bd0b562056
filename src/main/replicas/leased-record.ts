import type { Clock } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import type { Logger } from "../../kit/telemetry.ts";
import { KeptLease } from "../../store/lease/kept-lease.ts";
import type { Store } from "../../store/store.ts";

/** At most one write in this time. */
const everyMs = 100;
/** What could not be written is tried again after this time. */
const retryMs = 1000;
/** A process that says nothing for this long is gone, and its record with it. */
const leaseMs = 15_000;

/** What it is made with. */
export interface LeasedRecordOptions {
  readonly store: Pick<Store, "lease" | "putRecord">;
  readonly key: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One record that is there as long as this process is: the newest value is written, at most ten times a second, anew when the store has lost it, and again
 * when it could not be.
 */
export class LeasedRecord {
  readonly #options: LeasedRecordOptions;
  readonly #lease: KeptLease;
  #value: Json = null;
  #isDue = false;
  #isFailing = false;
  #isClosed = false;
  #writing: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: LeasedRecordOptions) {
    this.#options = options;
    this.#lease = new KeptLease({ store: options.store, ttlMs: leaseMs, onLost: () => this.#onLost() });
  }

  /** Writes this value soon, or a newer one. */
  set(value: Json): void {
    this.#value = value;
    this.#isDue = true;
    this.#next();
  }

  /** Resolves when the write that is under way is over, also when it has failed. */
  attempt(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Takes the record away. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#writing;
    await this.#lease.revoke();
  }

  /** Begins the next write, unless one is under way or was a moment ago. */
  #next(): void {
    if (this.#isClosed || !this.#isDue || this.#writing !== undefined || this.#cancel !== undefined) return;
    this.#isDue = false;
    this.#writing = this.#write().then((delayMs) => {
      this.#writing = undefined;
      this.#cancel = this.#options.clock.schedule(delayMs, () => {
        this.#cancel = undefined;
        this.#next();
      });
    });
  }

  /** Answers how long the store is left alone then. An outage is told once. */
  async #write(): Promise<number> {
    const { store, key, logger } = this.#options;
    try {
      const lease = await this.#lease.current();
      await store.putRecord(key, this.#value, { lease });
      this.#isFailing = false;
      return everyMs;
    } catch (error) {
      if (!this.#isFailing) logger.warn("Record of this replica cannot be written, others do not hear of it", { key, error: String(error) });
      this.#isFailing = true;
      this.#isDue = true;
      return retryMs;
    }
  }

  #onLost(): void {
    this.#isDue = true;
    this.#next();
  }
}
