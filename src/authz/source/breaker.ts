import type { Clock } from "../../kit/clock.ts";

/** So many failures in a row open a breaker. */
const mostFailures = 5;
const pauseMs = { least: 250, most: 5000 } as const;

/**
 * Keeps callers from a server that does not answer: after several failures in a row they are told so at once, and one of them may try again now and
 * then. Bounds the calls under way, too.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #mostCalls: number;
  #underWay = 0;
  #failures = 0;
  #pauseMs = 0;
  /** Milliseconds of the monotonic clock. */
  #closedUntil = Number.NEGATIVE_INFINITY;
  #lastReason = "";

  constructor(clock: Clock, mostCalls: number) {
    this.#clock = clock;
    this.#mostCalls = mostCalls;
  }

  /** Why a call makes no sense now; undefined when it does. */
  refusal(): string | undefined {
    if (this.#underWay >= this.#mostCalls) return `${this.#underWay} questions are under way already`;
    if (this.#failures < mostFailures) return undefined;
    if (this.#underWay === 0 && this.#clock.monotonic() >= this.#closedUntil) return undefined;
    return `it failed ${this.#failures} times in a row, at last: ${this.#lastReason}`;
  }

  /** Makes a call that {@link refusal} has nothing against. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      const result = await call();
      this.#failures = 0;
      this.#pauseMs = 0;
      return result;
    } catch (error) {
      this.#failures += 1;
      this.#lastReason = error instanceof Error ? error.message : String(error);
      this.#pauseMs = Math.min(pauseMs.most, Math.max(pauseMs.least, this.#pauseMs * 2));
      this.#closedUntil = this.#clock.monotonic() + this.#pauseMs;
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }
}
