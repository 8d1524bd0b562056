import type { LaneLimits } from "../../http2/limits/lane-limits.ts";
import type { Random } from "../../kit/clock.ts";

/** How old a stream may become. */
export interface StreamAge {
  /** Milliseconds. */
  readonly maxMs: number;
  /** Spreads the ends, so that those which began together do not come back together. */
  readonly random: Pick<Random, "number">;
}

/** How long a stream that is old is let be when a change is on its way, milliseconds; then it is looked at again. */
export const busyMs = 1000;

/** When a stream that begins now is to end, in milliseconds: in the last fifth of its time. */
export function lifetimeMs({ maxMs, random }: StreamAge): number {
  return maxMs * (0.8 + 0.2 * random.number());
}

/**
 * Bounds of the server's connections. A proxy that reaches the replicas through one address stays on its connection, and so on its replica: the connection
 * takes no new streams some time before the one on it ends. A lane spreads these ages by a tenth itself.
 */
export function connectionAge(age: StreamAge | undefined): Pick<LaneLimits, "maxConnectionAgeMs" | "drainTimeoutMs"> {
  if (age === undefined) return { maxConnectionAgeMs: longestMs, drainTimeoutMs: longestMs };
  return { maxConnectionAgeMs: Math.ceil(age.maxMs * 0.7), drainTimeoutMs: Math.ceil(age.maxMs) };
}

/** The most that a lane's limits take; 24 days. */
const longestMs = 2 ** 31 - 1;
