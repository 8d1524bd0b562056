import { createHash } from "node:crypto";
import type { Clock, Random } from "../../../kit/clock.ts";
import type { FirstSight, Needs } from "../../decide/need.ts";
import type { SharedState } from "../state/shared-state.ts";

/** Where nonces are remembered. */
export interface NoncesOptions {
  readonly state: Pick<SharedState, "claim">;
  readonly clock: Pick<Clock, "now">;
  /** How far the clocks of those who share the state may differ: so much longer nonces are remembered than this one thinks necessary. */
  readonly skewMs: number;
  /** What was made before may have been seen before (milliseconds since the Unix epoch): a state in memory begins empty. Undefined for one that outlives processes. */
  readonly sinceMs: number | undefined;
  readonly random: Random;
}

/** Answers whether something is seen for the first time, by all who share a state. */
export class Nonces {
  readonly #options: NoncesOptions;

  constructor(options: NoncesOptions) {
    this.#options = options;
  }

  /** Answers the need for a nonce. */
  readonly nonce = ({ nonce, owner, untilMs, madeMs }: Needs["nonce"]["question"]): FirstSight | Promise<FirstSight> => {
    const { state, clock, skewMs, sinceMs, random } = this.#options;
    if (sinceMs !== undefined && madeMs < wholeSeconds(sinceMs)) return "forgotten";
    // Whoever sends a nonce chooses its length.
    const key = `nonce:${createHash("sha256").update(nonce).digest("base64url")}`;
    const own = owner === "" ? Buffer.from(random.bytes(ownerBytes)).toString("base64url") : owner;
    const sight = (holder: string): FirstSight => (holder === own ? "first" : "again");
    const holder = state.claim(key, own, untilMs - clock.now() + skewMs);
    return holder instanceof Promise ? holder.then(sight) : sight(holder);
  };
}

const ownerBytes = 16;

/** Signatures say when they were made in seconds. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
