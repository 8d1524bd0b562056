import type { Decision } from "../../../src/authz/decide/decision.ts";
import type { Sources } from "../../../src/authz/decide/need.ts";
import { AuthzError } from "../../../src/authz/errors.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { type SeededRandom, seededRandom } from "../load/seeded-random.ts";
import type { RequestText } from "./check-message.ts";
import { RandomPolicies } from "./random-policies.ts";
import type { TestService } from "./service.ts";

/** What came of decisions of which one answer fails. */
export interface FaultyAnswers {
  /** The first one that was wrong; undefined when there is none. */
  readonly wrong: string | undefined;
  readonly requests: number;
  readonly faults: number;
  /** Requests that got in while all answers were good. */
  readonly allowed: number;
}

type Answer = () => unknown;

/** A way of an answer to be none, and what becomes of the request by a layer that counts. One in shadow costs no request, whatever it meets. */
interface Way {
  readonly answer: (answer: Answer) => unknown;
  readonly counting: "error" | "good";
}

const lost = { counting: "error" } as const;

const ways: readonly Way[] = [
  {
    ...lost,
    answer: () => {
      throw new AuthzError("ERR_AUTHZ_STATE", "Fault");
    },
  },
  { ...lost, answer: () => Promise.reject(new AuthzError("ERR_AUTHZ_KEYS_UNREACHABLE", "Fault")) },
  { ...lost, answer: () => new Promise(() => undefined) },
  {
    ...lost,
    answer: () => {
      throw new TypeError("Defect");
    },
  },
  { ...lost, answer: () => Promise.reject(new TypeError("Defect")) },
  // Good, and late.
  { counting: "good", answer: (answer) => Promise.resolve().then(answer) },
];

/** Makes one need of those that a decision has, by its number, be answered in another way. */
class Faults {
  asked = 0;
  at = -1;
  way: Way["answer"] = (answer) => answer();

  readonly between = (own: Sources): Sources => {
    const wrapped = Object.entries(own).map(([kind, source]) => [kind, (question: never) => this.#answer(() => (source as Source)(question))] as const);
    return Object.fromEntries<unknown>(wrapped) as unknown as Sources;
  };

  begin(at: number, way = this.way): void {
    this.asked = 0;
    this.at = at;
    this.way = way;
  }

  #answer(answer: Answer): unknown {
    const number = this.asked;
    this.asked += 1;
    return number === this.at ? this.way(answer) : answer();
  }
}

type Source = (question: never) => unknown;

/** A service that decides every request, and the decision that it made last. */
class Subject {
  readonly faults = new Faults();
  readonly service: TestService;
  decision: Decision | undefined;

  constructor(make: RandomPolicies, layers: readonly JsonObject[]) {
    const log = {
      decided: ({ decision }: { readonly decision: Decision }) => {
        this.decision = decision;
      },
      failed: () => {
        this.decision = undefined;
      },
    };
    this.service = make.freshService(layers, { log, between: this.faults.between });
  }

  /** Who waits in vain has its answer when a second is over. The wall clock stands still: rules that go by it say the same each time. */
  async ask(request: RequestText): Promise<string> {
    const reply = this.service.askLater(request);
    await new Promise((resolve) => void setImmediate(resolve));
    this.service.clock.advance(1000);
    this.service.clock.jump(-1000);
    const { outcome } = await reply;
    // What waits in shadow is noted after the reply.
    await this.service.clock.advanceAsync(0);
    return outcome;
  }
}

/** Asks random requests over random policies, and each again once for every answer that its decision needs, with that answer failing in a random way. */
export async function compareWithFaults({ policies, requests }: { readonly policies: number; readonly requests: number }): Promise<FaultyAnswers> {
  const random = seededRandom();
  const make = new RandomPolicies(random);
  const counts = { requests: 0, faults: 0, allowed: 0 };
  for (let count = 0; count < policies; count += 1) {
    const layers = make.layers();
    const those = layers.filter((spec) => spec["shadow"] !== true);
    const subjects = { whole: new Subject(make, layers), counting: new Subject(make, those), layers: those.length };
    for (let asked = 0; asked < requests; asked += 1) {
      const request = make.request();
      for (const { service } of [subjects.whole, subjects.counting]) service.clock.advance(1000);
      const wrong = await compareOne({ ...subjects, random, counts }, request);
      if (wrong !== undefined) return { wrong: JSON.stringify({ seed: random.seed, wrong, layers, request }), ...counts };
    }
  }
  return { wrong: undefined, ...counts };
}

interface Tools {
  readonly whole: Subject;
  /** Without layers in shadow: they come last, so that its needs are the first ones of the whole. */
  readonly counting: Subject;
  /** Number of layers that count. */
  readonly layers: number;
  readonly random: SeededRandom;
  readonly counts: { requests: number; faults: number; allowed: number };
}

async function compareOne({ whole, counting, layers, random, counts }: Tools, request: RequestText): Promise<string | undefined> {
  counting.faults.begin(-1);
  await counting.ask(request);
  const needed = counting.faults.asked;
  whole.faults.begin(-1);
  const good = await whole.ask(request);
  counts.requests += 1;
  if (good === "allowed") counts.allowed += 1;
  if (good === "allowed" && passedLayers(whole.decision) !== layers) return `it got in past ${passedLayers(whole.decision)} of ${layers} layers`;
  const all = whole.faults.asked;
  for (let at = 0; at < all; at += 1) {
    const way = random.pick(ways);
    whole.faults.begin(at, way.answer);
    const outcome = await whole.ask(request);
    counts.faults += 1;
    const expected = at < needed ? way.counting : "good";
    if (outcome !== (expected === "good" ? good : expected)) return `with answer ${at} of ${all} failing it was ${outcome}, and ${good} without`;
  }
  return undefined;
}

function passedLayers(decision: Decision | undefined): number {
  return decision?.layers.filter(({ shadow, outcome }) => !shadow && (outcome === "passed" || outcome === "excused")).length ?? -1;
}
