import { equalJson } from "../../../src/kit/json.ts";
import { type SeededRandom, seededRandom } from "../load/seeded-random.ts";
import { RandomPolicies } from "./random-policies.ts";

/** What came of comparing decisions that are kept with fresh ones. */
export interface KeptAsFresh {
  /** The first request that two services answered otherwise; undefined when there is none. */
  readonly difference: string | undefined;
  readonly requests: number;
  /** How many were decided by the service that keeps decisions. */
  readonly decided: number;
  /** How many were answered so. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** How much is compared. */
interface Extent {
  readonly policies: number;
  /** Of each policy. */
  readonly requests: number;
}

/**
 * Asks a service that keeps decisions, and one that does not, the same: random requests over random policies, while time passes, consumers change, and
 * things are revoked and good again.
 */
export function compareKeptWithFresh({ policies, requests }: Extent): KeptAsFresh {
  const random = seededRandom();
  const make = new RandomPolicies(random);
  const outcomes = new Map<string, number>();
  let decided = 0;
  for (let count = 0; count < policies; count += 1) {
    const one = compareOne({ make, random, outcomes }, requests);
    decided += one.decided;
    if (one.difference !== undefined) return { difference: one.difference, requests: count * requests, decided, outcomes };
  }
  return { difference: undefined, requests: policies * requests, decided, outcomes };
}

interface Tools {
  readonly make: RandomPolicies;
  readonly random: SeededRandom;
  readonly outcomes: Map<string, number>;
}

function compareOne({ make, random, outcomes }: Tools, requests: number): Pick<KeptAsFresh, "difference" | "decided"> {
  const layers = make.layers();
  const { kept, fresh } = make.services(layers);
  for (let asked = 0; asked < requests; asked += 1) {
    const passed = random.below(40) === 0 ? random.below(20_000) : 0;
    const change = random.below(30) === 0 ? make.change() : undefined;
    for (const service of [kept, fresh]) {
      service.clock.advance(passed);
      change?.(service);
    }
    const request = make.request();
    const [left, right] = [kept.ask(request), fresh.ask(request)];
    outcomes.set(right.outcome, (outcomes.get(right.outcome) ?? 0) + 1);
    if (equalJson(left, right)) continue;
    return { difference: JSON.stringify({ seed: random.seed, layers, request, kept: left, fresh: right }), decided: kept.decided };
  }
  return { difference: undefined, decided: kept.decided };
}
