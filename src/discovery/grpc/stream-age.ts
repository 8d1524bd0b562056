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
 * Options of the server's connections. A proxy that reaches the replicas through one address stays on its connection, and so on its replica: the connection
 * takes no new streams some time before the one on it ends. grpc-js spreads these ages by a tenth itself.
 */
export function connectionAge({ maxMs }: StreamAge): { readonly "grpc.max_connection_age_ms": number; readonly "grpc.max_connection_age_grace_ms": number } {
  return { "grpc.max_connection_age_ms": Math.ceil(maxMs * 0.7), "grpc.max_connection_age_grace_ms": maxMs };
}
