import type { Clock } from "../../../kit/clock.ts";
import { AuthzError } from "../../errors.ts";
import type { SharedState } from "./shared-state.ts";

interface Entry {
  readonly text: string;
  /** Milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

/** How many entries are looked at for every new one, so that old ones go as fast as new ones come. */
const sweptAtOnce = 4;
/** How often all of them are looked at while there is no room. */
const sweepAllMs = 100;

/**
 * State of this process alone. It never forgets anything before its time: when it is full nothing new is taken, so that what depends on it – whether a
 * request was sent before – cannot be had rather than be wrong.
 */
export class MemoryState implements SharedState {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  /** Milliseconds since the Unix epoch. */
  #sweptAt = Number.NEGATIVE_INFINITY;
  #sweep: Iterator<[string, Entry]> | undefined;

  constructor(clock: Clock, most = 1_000_000) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Number of entries that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  claim(key: string, text: string, forMs: number): string {
    const held = this.get(key);
    if (held !== undefined) return held;
    this.set(key, text, forMs);
    return text;
  }

  get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.untilMs > this.#clock.now() ? entry.text : undefined;
  }

  set(key: string, text: string, forMs: number): void {
    const now = this.#clock.now();
    this.#sweepSome(now);
    if (!this.#entries.has(key)) this.#makeRoom(now);
    this.#entries.set(key, { text, untilMs: now + forMs });
  }

  delete(key: string, text?: string): void {
    if (text === undefined || this.get(key) === text) this.#entries.delete(key);
  }

  #makeRoom(now: number): void {
    if (this.#entries.size >= this.#most && now >= this.#sweptAt + sweepAllMs) this.#sweepAll(now);
    if (this.#entries.size >= this.#most)
      throw new AuthzError("ERR_AUTHZ_STATE", `There is room for ${this.#most} things to remember, and all are needed`, { retryable: true });
  }

  #sweepSome(now: number): void {
    for (let count = 0; count < sweptAtOnce; count += 1) {
      this.#sweep ??= this.#entries.entries();
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = undefined;
        return;
      }
      const [key, { untilMs }] = next.value;
      if (untilMs <= now) this.#entries.delete(key);
    }
  }

  #sweepAll(now: number): void {
    this.#sweptAt = now;
    for (const [key, { untilMs }] of this.#entries) if (untilMs <= now) this.#entries.delete(key);
  }
}
