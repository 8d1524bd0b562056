import { createHash } from "node:crypto";
import type { Clock } from "../../../kit/clock.ts";
import type { Needs } from "../../decide/need.ts";
import type { SharedState } from "../state/shared-state.ts";

/** Where nonces are remembered. */
export interface NoncesOptions {
  readonly state: Pick<SharedState, "claim">;
  readonly clock: Pick<Clock, "now">;
  /** How far the clocks of those who share the state may differ: so much longer nonces are remembered than this one thinks necessary. */
  readonly skewMs: number;
}

/** Answers whether something is seen for the first time, by all who share a state. */
export class Nonces {
  readonly #options: NoncesOptions;

  constructor(options: NoncesOptions) {
    this.#options = options;
  }

  /** Answers the need for a nonce. */
  readonly nonce = ({ nonce, owner, untilMs }: Needs["nonce"]["question"]): boolean | Promise<boolean> => {
    const { state, clock, skewMs } = this.#options;
    // Whoever sends a nonce chooses its length.
    const key = `nonce:${createHash("sha256").update(nonce).digest("base64url")}`;
    const first = state.claim(key, owner, untilMs - clock.now() + skewMs);
    return first instanceof Promise ? first.then((one) => one === owner) : first === owner;
  };
}
