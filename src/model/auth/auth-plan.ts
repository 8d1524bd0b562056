import type { AuthSpec } from "./auth-schema.ts";

/** One block of the `auth` policy that a request has to pass. */
export interface AuthLayer {
  /** Who demands it, for explanations and logs: `Gateway shop/edge`. */
  readonly source: string;
  /** Namespace in which it was written: whose consumers and secrets it means. */
  readonly namespace: string;
  readonly spec: AuthSpec;
}

/**
 * What a request has to pass: every layer, the broadest first. It is plain JSON, and known by the hash of that; nothing in it changes when
 * a consumer, a key set or a revocation does.
 */
export interface AuthPlan {
  readonly layers: readonly AuthLayer[];
}
