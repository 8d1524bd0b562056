import { randomBytes, randomInt } from "node:crypto";
import type { Clock, Random } from "../kit/clock.ts";

/** Longest delay of one timer in Node; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule: (delayMs, task) => {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestTimerMs);
      timer = setTimeout(() => (stepMs < leftMs ? wait(leftMs - stepMs) : task()), stepMs).unref();
    };
    wait(Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/** The machine's cryptographic random numbers. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  number: () => randomInt(2 ** 47) / 2 ** 47,
};
