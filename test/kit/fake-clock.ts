import type { Clock } from "../../src/kit/clock.ts";

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that a test moves by hand. It starts on 2026-01-01T00:00:00Z. */
export class FakeClock implements Clock {
  #wall = Date.UTC(2026, 0, 1);
  #monotonic = 0;
  readonly #tasks = new Set<Task>();

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const entry = { at: this.#monotonic + delayMs, run: task };
    this.#tasks.add(entry);
    return () => void this.#tasks.delete(entry);
  }

  /** Lets time pass: what is due runs in order, each task at its own time, also what tasks schedule. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#move(next.at - this.#monotonic);
      this.#tasks.delete(next);
      next.run();
    }
    this.#move(end - this.#monotonic);
  }

  /** As `advance`, with promises settled before and after each task that runs. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settled();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.advance(Math.max(0, next.at - this.#monotonic));
      await settled();
    }
    this.advance(end - this.#monotonic);
    await settled();
  }

  /** The process was stopped for a while (SIGSTOP, a laptop asleep): time has passed and nothing has run; what is due runs now, late. */
  pause(ms: number): void {
    this.#move(ms);
    this.advance(0);
  }

  /** Somebody set the wall clock; no time has passed. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  #move(ms: number): void {
    const step = Math.max(0, ms);
    this.#wall += step;
    this.#monotonic += step;
  }

  #next(end: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.#tasks) if (task.at <= end && (first === undefined || task.at < first.at)) first = task;
    return first;
  }
}

/** Resolves when promises that could settle have settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
