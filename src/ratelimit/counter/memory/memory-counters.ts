import type { Clock } from "../../../kit/clock.ts";
import type { Ask, Charge, Verdict } from "../../decide/charge.ts";
import { meterOf, type State } from "../../decide/meter/meters.ts";
import { runAsks, type States } from "../../decide/run-ask.ts";
import type { Counters } from "../counters.ts";

/** Options of {@link MemoryCounters}. */
export interface MemoryCountersOptions {
  readonly clock: Pick<Clock, "now">;
  /** Counters that are kept at most; then the one that was made first gives way. Default 1,000,000, some 200 MB. */
  readonly maxCounters?: number;
  /** Told how many counters gave way though they were still needed. */
  readonly onEvicted?: (count: number) => void;
}

interface Kept {
  readonly state: State;
  readonly kind: Charge["limit"]["kind"];
  expiresAt: number;
}

/** Expired counters that are looked for with each one that is made. Two are enough to find more than are made. */
const sweptPerCounter = 2;

/**
 * Counters of one process: exact, bounded, and without timers. What has expired is found by a look at two old counters for each one that is made, so
 * that the number of dead ones stays below that of the living.
 */
export class MemoryCounters implements Counters, States {
  readonly #kept = new Map<string, Kept>();
  readonly #maxCounters: number;
  readonly #clock: Pick<Clock, "now">;
  readonly #onEvicted: (count: number) => void;
  #sweep: Iterator<[string, Kept]> = this.#kept.entries();
  /** Stays where it is from one eviction to the next: from the start it would pass, each time, the places of all that went before. */
  #oldest: Iterator<string> = this.#kept.keys();
  #now = 0;

  constructor({ clock, maxCounters = 1_000_000, onEvicted = () => undefined }: MemoryCountersOptions) {
    this.#clock = clock;
    this.#maxCounters = maxCounters;
    this.#onEvicted = onEvicted;
  }

  /** Counters that are kept now, dead ones included. */
  get size(): number {
    return this.#kept.size;
  }

  charge(batch: readonly Ask[]): Promise<readonly Verdict[]> {
    return Promise.resolve(this.chargeNow(batch));
  }

  /** As `charge`, at once: nothing has to be waited for. */
  chargeNow(batch: readonly Ask[], source: Verdict["source"] = "store"): readonly Verdict[] {
    // A clock that is put back must not give anybody a window twice.
    this.#now = Math.max(this.#now, this.#clock.now());
    const verdicts: Verdict[] = [];
    runAsks(batch, verdicts, { states: this, now: this.#now, source });
    for (const { charges } of batch) for (const charge of charges) this.#touch(charge);
    return verdicts;
  }

  of({ key, limit }: Charge): State {
    const known = this.#kept.get(key);
    if (known !== undefined && known.expiresAt > this.#now) return known.state;
    const state = meterOf(limit.kind).fresh();
    if (known !== undefined) this.#kept.delete(key);
    else this.#makeRoom();
    this.#kept.set(key, { state, kind: limit.kind, expiresAt: Number.POSITIVE_INFINITY });
    return state;
  }

  close(): Promise<void> {
    this.#kept.clear();
    return Promise.resolve();
  }

  #touch({ key, limit }: Charge): void {
    const kept = this.#kept.get(key);
    if (kept !== undefined) kept.expiresAt = meterOf(kept.kind).expiresAt(kept.state, limit, this.#now);
  }

  #makeRoom(): void {
    this.#sweepSome(sweptPerCounter);
    if (this.#kept.size < this.#maxCounters) return;
    this.#sweepSome(64);
    let evicted = 0;
    while (this.#kept.size >= this.#maxCounters) evicted += this.#evictOldest() ? 1 : 0;
    if (evicted > 0) this.#onEvicted(evicted);
  }

  #evictOldest(): boolean {
    const next = this.#oldest.next();
    if (next.done !== true) return this.#kept.delete(next.value);
    this.#oldest = this.#kept.keys();
    return false;
  }

  #sweepSome(count: number): void {
    for (let looked = 0; looked < count; looked += 1) {
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = this.#kept.entries();
        return;
      }
      const [key, { expiresAt }] = next.value;
      if (expiresAt <= this.#now) this.#kept.delete(key);
    }
  }
}
