import type { VerdictOf } from "./decide/answer.ts";
import type { LimitFacts, Prepared } from "./decide/prepare.ts";
import { newTally, type Tally, tallyVerdict } from "./decide/tally.ts";

/** Counts one decision of a prepared request. */
export type TallyOne = (verdictOf: VerdictOf) => void;

/** Series that stand for all limits beyond the cap. */
const overflowName = "other";

/** What has happened to each limit, by its name in metrics. At most `most` names are kept apart; the others are one. */
export class Tallies {
  readonly #most: number;
  readonly #tallies = new Map<string, Tally>();
  readonly #prepared = new WeakMap<Prepared, TallyOne>();

  constructor(most = 10_000) {
    this.#most = most;
  }

  /** How decisions of a prepared request are counted; looked up once for each. */
  of(prepared: Prepared): TallyOne {
    const known = this.#prepared.get(prepared);
    if (known !== undefined) return known;
    const steps = prepared.descriptors.flatMap((descriptor) =>
      descriptor.kind === "limited" ? [{ descriptor, facts: descriptor.facts, hits: descriptor.hits, tally: this.#tallyOf(descriptor.facts) }] : [],
    );
    const made: TallyOne = (verdictOf) => {
      for (const { descriptor, facts, hits, tally } of steps) tallyVerdict(tally, { facts, hits, verdict: verdictOf(descriptor) });
    };
    this.#prepared.set(prepared, made);
    return made;
  }

  /** Every limit that was asked for, by name. */
  entries(): Iterable<readonly [name: string, tally: Readonly<Tally>]> {
    return this.#tallies.entries();
  }

  #tallyOf({ metric }: LimitFacts): Tally {
    const known = this.#tallies.get(metric);
    if (known !== undefined) return known;
    const name = this.#tallies.size < this.#most ? metric : overflowName;
    const tally = this.#tallies.get(name) ?? newTally();
    this.#tallies.set(name, tally);
    return tally;
  }
}
