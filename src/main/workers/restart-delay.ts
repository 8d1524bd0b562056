/** A process that has served for so long was well. */
const wellMs = 10_000;
const firstDelayMs = 100;
const longestDelayMs = 10_000;

/** What is remembered of the processes that a worker had before. */
export interface Failures {
  /** Those in a row that ended soon after they had begun. */
  readonly count: number;
  /** How long to wait before the next one, in milliseconds. */
  readonly delayMs: number;
}

/** Nothing has gone wrong. */
export const noFailures: Failures = { count: 0, delayMs: 0 };

/** A process that was well is replaced at once; for those that end soon the wait is doubled from 100 ms to ten seconds. */
export function afterEnd({ count }: Failures, servedMs: number): Failures {
  if (servedMs >= wellMs) return noFailures;
  return { count: count + 1, delayMs: Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(count, 10)) };
}
