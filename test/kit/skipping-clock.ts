import type { Clock } from "../../src/kit/clock.ts";
import { systemClock } from "../../src/main/system.ts";

/** The system's clock, but that long waits end when the test says so, and never by themselves. */
export class SkippingClock implements Clock {
  readonly #longMs: number;
  readonly #waits = new Map<() => void, number>();

  /** `longMs`: what counts as long. */
  constructor(longMs: number) {
    this.#longMs = longMs;
  }

  now(): number {
    return systemClock.now();
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  schedule(delayMs: number, task: () => void): () => void {
    if (delayMs < this.#longMs) return systemClock.schedule(delayMs, task);
    const run = (): void => task();
    this.#waits.set(run, delayMs);
    return () => void this.#waits.delete(run);
  }

  /** How long each of the long waits is, milliseconds. */
  waits(): readonly number[] {
    return [...this.#waits.values()];
  }

  /** Ends the long waits. */
  skip(): void {
    const due = [...this.#waits.keys()];
    this.#waits.clear();
    for (const run of due) run();
  }
}
