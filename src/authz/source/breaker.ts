import type { Clock } from "../../kit/clock.ts";

/** So many failures in a row open a breaker. */
const mostFailures = 5;
const pauseMs = { least: 250, most: 5000 } as const;
/** Callers that wait for their turn. */
const mostWaiting = 1024;
/** How long they wait, milliseconds: after that whoever asked has given up. */
export const longestWaitMs = 10_000;

interface Waiting {
  /** Milliseconds of the monotonic clock. */
  readonly since: number;
  readonly enter: (refusal: string | undefined) => void;
}

/**
 * Keeps callers from a server that does not answer: after several failures in a row they are told so at once, and one of them may try again now and
 * then. Bounds the calls under way, too; the others wait for their turn.
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
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock, mostCalls: number) {
    this.#clock = clock;
    this.#mostCalls = mostCalls;
  }

  /** Waits for a turn to {@link run}. Answers why a call makes no sense; undefined when it does, and then it must be made. */
  async enter(): Promise<string | undefined> {
    if (this.#underWay < this.#mostCalls) return this.#take();
    if (this.#waiting.size >= mostWaiting) return `${this.#underWay} questions are under way already, and ${this.#waiting.size} wait`;
    return new Promise((resolve) => this.#waiting.add({ since: this.#clock.monotonic(), enter: resolve }));
  }

  #take(): string | undefined {
    const refusal = this.#refusal();
    if (refusal === undefined) this.#underWay += 1;
    return refusal;
  }

  #refusal(): string | undefined {
    if (this.#failures < mostFailures) return undefined;
    if (this.#underWay === 0 && this.#clock.monotonic() >= this.#closedUntil) return undefined;
    return `it failed ${this.#failures} times in a row, at last: ${this.#lastReason}`;
  }

  /** Makes a call that {@link enter} has nothing against. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
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
      this.#next();
    }
  }

  /** Those who wait come in their order; once the server is known to fail they are all told. */
  #next(): void {
    for (const waiting of this.#waiting) {
      if (this.#underWay >= this.#mostCalls) return;
      this.#waiting.delete(waiting);
      const isLate = this.#clock.monotonic() - waiting.since > longestWaitMs;
      waiting.enter(isLate ? `its turn did not come within ${longestWaitMs / 1000} s` : this.#take());
    }
  }
}
