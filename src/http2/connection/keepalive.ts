import type { LaneLimits } from "../limits/lane-limits.ts";

/** What a connection is to do about a client that says nothing. */
export type KeepaliveStep = "nothing" | "ping" | "drop";

/** Finds out whether a quiet client is still there. Pure: time is an argument. */
export class Keepalive {
  readonly #limits: Pick<LaneLimits, "keepaliveMs" | "keepaliveTimeoutMs">;
  #heardAt: number;
  /** When a PING was sent that nothing has come after. */
  #askedAt: number | undefined;

  constructor(limits: Pick<LaneLimits, "keepaliveMs" | "keepaliveTimeoutMs">, now: number) {
    this.#limits = limits;
    this.#heardAt = now;
  }

  /** Something came, whatever it was. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#askedAt = undefined;
  }

  /** Called about once a second while there are streams and the client is read from. */
  step(now: number): KeepaliveStep {
    if (this.#askedAt !== undefined) return now - this.#askedAt > this.#limits.keepaliveTimeoutMs ? "drop" : "nothing";
    if (now - this.#heardAt <= this.#limits.keepaliveMs) return "nothing";
    this.#askedAt = now;
    return "ping";
  }
}
