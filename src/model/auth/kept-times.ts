import { durationMs } from "../object/common.ts";
import type { AuthSpec } from "./auth-schema.ts";

/** How long a decision to let in is used again where nobody says it. */
export const usualAllowed = "60s";
const usualDenied = "5s";

/** How long decisions of a block may be used again, milliseconds. */
export interface KeptTimes {
  readonly allowedMs: number;
  readonly deniedMs: number;
}

/** Fills in the defaults: refusals are kept no longer than what lets in, unless nothing of that is kept. */
export function keptTimes({ cache }: AuthSpec): KeptTimes {
  const allowedMs = durationMs(cache?.allowed ?? usualAllowed);
  if (cache?.denied !== undefined) return { allowedMs, deniedMs: durationMs(cache.denied) };
  const usualMs = durationMs(usualDenied);
  return { allowedMs, deniedMs: allowedMs === 0 ? usualMs : Math.min(usualMs, allowedMs) };
}
