import type { Cause } from "./cause.ts";

/** For whom something is held back: for every proxy, or for those that refused it. */
export const scopes = ["all", "nodes"] as const;

/** For whom something is held back. */
export type Scope = (typeof scopes)[number];

/** What is known when a version is refused. */
export interface Evidence {
  readonly cause: Cause;
  /** How many proxies refused it. */
  readonly refusing: number;
  /** How many have it in force. */
  readonly holding: number;
}

/**
 * A version that any proxy has in force, and one that is refused for a port or a file, is the matter of those that refuse it. One that
 * needs something a proxy may lack is held back for all when a second one refuses it. Anything else would be refused by the others too:
 * it is held back for all at once, so that a proxy that starts anew gets the last good version first.
 */
export function scopeOf({ cause, refusing, holding }: Evidence): Scope {
  if (cause === "environment" || holding > 0) return "nodes";
  return cause === "capability" && refusing < 2 ? "nodes" : "all";
}
