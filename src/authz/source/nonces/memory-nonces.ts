import type { Clock } from "../../../kit/clock.ts";
import type { Needs } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";

interface Claim {
  readonly owner: string;
  readonly untilMs: number;
}

/** How many claims are looked at for every new one, so that old ones go as fast as new ones come. */
const sweptAtOnce = 4;
/** How often all of them are looked at while there is no room. */
const sweepAllMs = 100;

/**
 * Remembers nonces in this process: a request is refused only where it was seen before. It never forgets one before its time: when it is full,
 * nobody can say whether a request is new, and so nobody gets in by one.
 */
export class MemoryNonces {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #claims = new Map<string, Claim>();
  /** Milliseconds since the Unix epoch. */
  #sweptAt = Number.NEGATIVE_INFINITY;
  #sweep: Iterator<[string, Claim]> | undefined;

  constructor(clock: Clock, most = 1_000_000) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Number of nonces that are kept. */
  get size(): number {
    return this.#claims.size;
  }

  /** Answers the need for a nonce. */
  readonly nonce = ({ nonce, owner, untilMs }: Needs["nonce"]["question"]): boolean => {
    const now = this.#clock.now();
    const claim = this.#claims.get(nonce);
    if (claim !== undefined && claim.untilMs > now) return claim.owner === owner;
    this.#sweepSome(now);
    if (this.#claims.size >= this.#most && now >= this.#sweptAt + sweepAllMs) this.#sweepAll(now);
    if (this.#claims.size >= this.#most)
      throw new AuthzError("ERR_AUTHZ_NONCES", `There is room for ${this.#most} nonces, and all are needed`, { retryable: true });
    this.#claims.set(nonce, { owner, untilMs });
    return true;
  };

  #sweepSome(now: number): void {
    for (let count = 0; count < sweptAtOnce; count += 1) {
      this.#sweep ??= this.#claims.entries();
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = undefined;
        return;
      }
      const [key, { untilMs }] = next.value;
      if (untilMs <= now) this.#claims.delete(key);
    }
  }

  #sweepAll(now: number): void {
    this.#sweptAt = now;
    for (const [key, { untilMs }] of this.#claims) if (untilMs <= now) this.#claims.delete(key);
  }
}
