import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";

/** How often a kind of refusal is told, in milliseconds. */
const everyMs = 10_000;
/** Kinds that are known at most; Redis has a dozen. */
const mostKinds = 100;

/** Tells of batches that the store refuses: of each kind the first at once, and then how many there were, every ten seconds. A full store refuses thousands a second. */
export class RefusalLog {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #logger: Logger;
  readonly #kinds = new Map<string, { toldAt: number; untold: number }>();

  constructor(clock: Pick<Clock, "monotonic">, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Takes note of one. Its kind is the code of Redis that it begins with: what follows may name a key. */
  note(message: string): void {
    const kind = /^(?:Redis: )?(?<code>\S+)/u.exec(message)?.groups?.["code"] ?? "";
    const known = this.#kinds.get(kind) ?? { toldAt: Number.NEGATIVE_INFINITY, untold: 0 };
    known.untold += 1;
    if (this.#kinds.size < mostKinds) this.#kinds.set(kind, known);
    const now = this.#clock.monotonic();
    if (now - known.toldAt < everyMs) return;
    this.#logger.warn("Store of counters refuses batches, which go by their outage policies", { error: message, batches: known.untold });
    known.toldAt = now;
    known.untold = 0;
  }
}
