import type { Sources } from "../../../src/authz/decide/need.ts";
import { AuthzError } from "../../../src/authz/errors.ts";
import { checkMethods } from "../../../src/authz/grpc/check-method.ts";
import { LastUses } from "../../../src/authz/last-uses.ts";
import { codec } from "../../../src/gen/codec.ts";
import type { UnaryCall } from "../../../src/http2/handler.ts";
import { type SeededRandom, seededRandom } from "../load/seeded-random.ts";
import { checkBytes, type RequestText } from "./check-message.ts";
import { readReply } from "./check-reply.ts";
import { RandomPolicies } from "./random-policies.ts";
import type { TestService } from "./service.ts";

/** What came of requests during which one part of the service was broken. */
export interface BrokenParts {
  /** The first one that was wrong; undefined when there is none. */
  readonly wrong: string | undefined;
  readonly requests: number;
  readonly faults: number;
  /** Requests that got in while nothing was broken. */
  readonly allowed: number;
  /** How often a part threw, by its name. */
  readonly thrown: ReadonlyMap<string, number>;
}

/** Makes the parts of a service throw at one moment: the nth time that something is asked of any of them. */
class Breaker {
  asked = 0;
  at = -1;
  elsewhere = false;
  /** What threw; undefined when nothing did. */
  threw: string | undefined;

  readonly guard = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") {
          this.#touch(String(key));
          return value;
        }
        return (...given: unknown[]): unknown => {
          this.#touch(String(key));
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });

  begin(at: number, elsewhere = false): void {
    this.asked = 0;
    this.at = at;
    this.elsewhere = elsewhere;
    this.threw = undefined;
  }

  #touch(name: string): void {
    const number = this.asked;
    this.asked += 1;
    if (number !== this.at) return;
    this.threw = name;
    // What another replica may be able to decide has no reply.
    throw this.elsewhere ? new AuthzError("ERR_AUTHZ_STALE", "Fault") : new TypeError("Defect");
  }
}

/** The same answers, none of them at once. */
function late(own: Sources): Sources {
  const sources = Object.entries(own).map(([kind, source]) => {
    const ask = source as (question: never) => unknown;
    return [kind, (question: never) => Promise.resolve().then(() => ask(question))] as const;
  });
  return Object.fromEntries<unknown>(sources) as unknown as Sources;
}

/** How a call was answered. */
type Answer = { readonly kind: "reply"; readonly bytes: Uint8Array } | { readonly kind: "failed" };

/** Asks as a lane does. What is answered a second time is an error here. */
class Subject {
  readonly breaker = new Breaker();
  readonly service: TestService;

  constructor(make: RandomPolicies, random: SeededRandom) {
    const layers = make.layers().map(({ shadow: _, ...spec }) => spec);
    const log = { decided: () => undefined, failed: () => undefined };
    const options = { log, uses: new LastUses(), guard: this.breaker.guard, between: random.below(2) === 0 ? late : (own: Sources) => own };
    this.service = random.below(2) === 0 ? make.service(layers, options) : make.freshService(layers, options);
  }

  async ask(bytes: Buffer): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    const call = {
      buffer: bytes,
      start: 0,
      end: bytes.length,
      deadline: this.service.clock.monotonic() + 1000,
      reply: (message: Uint8Array) => void answers.push({ kind: "reply", bytes: Uint8Array.from(message) }),
      fail: () => void answers.push({ kind: "failed" }),
    } as unknown as UnaryCall;
    const [method] = Object.values(checkMethods(this.service.checks, () => undefined));
    if (method?.kind === "unary") method.handle([call]);
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    // Whoever waits in vain has its answer when a second is over. The wall clock stands still.
    this.service.clock.advance(1000);
    this.service.clock.jump(-1000);
    await new Promise((resolve) => void setImmediate(resolve));
    return answers;
  }
}

/**
 * Asks random requests over random policies, some of them no message at all, and each again once for everything that the service asks of its parts, with that throwing.
 * There is one answer each time, it is never empty, and it lets nobody in when something threw.
 */
export async function askWithBrokenParts({ policies, requests }: { readonly policies: number; readonly requests: number }): Promise<BrokenParts> {
  const random = seededRandom();
  const make = new RandomPolicies(random);
  const counts = { requests: 0, faults: 0, allowed: 0, thrown: new Map<string, number>() };
  for (let policy = 0; policy < policies; policy += 1) {
    const subject = new Subject(make, random);
    for (let asked = 0; asked < requests; asked += 1) {
      const request = make.request();
      const bytes = damaged(checkBytes({ extensions: { "sluice.target": "test" }, ...request }), random);
      const wrong = await askOne(subject, bytes, counts);
      if (wrong !== undefined) return { wrong: describe(wrong, request, random), ...counts };
    }
  }
  return { wrong: undefined, ...counts };
}

function describe(wrong: string, request: RequestText, { seed }: SeededRandom): string {
  return JSON.stringify({ seed, wrong, request });
}

/** One in eight is cut, or has a wrong byte. */
function damaged(bytes: Buffer, random: SeededRandom): Buffer {
  const kind = random.below(16);
  if (kind === 0) return bytes.subarray(0, random.below(bytes.length));
  if (kind === 1) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

async function askOne(subject: Subject, bytes: Buffer, counts: Counts): Promise<string | undefined> {
  const { breaker } = subject;
  breaker.begin(-1);
  const fault = faultOf(await subject.ask(Buffer.from(bytes)));
  counts.requests += 1;
  if (fault.wrong !== undefined) return fault.wrong;
  if (fault.isAllowed) counts.allowed += 1;
  const all = breaker.asked;
  for (let at = 0; at < all; at += 1) {
    breaker.begin(at, at % 2 === 0);
    const { wrong, isAllowed } = faultOf(await subject.ask(Buffer.from(bytes)));
    counts.faults += 1;
    const { threw } = breaker;
    if (threw !== undefined) counts.thrown.set(threw, (counts.thrown.get(threw) ?? 0) + 1);
    if (wrong !== undefined) return `${wrong}, with ${threw ?? "nothing"} throwing`;
    if (isAllowed && threw !== undefined) return `It got in although ${threw} threw`;
  }
  return undefined;
}

interface Counts {
  requests: number;
  faults: number;
  allowed: number;
  readonly thrown: Map<string, number>;
}

/** What is wrong with the answers to one call. */
function faultOf(answers: readonly Answer[]): { readonly wrong?: string; readonly isAllowed: boolean } {
  const [answer, ...others] = answers;
  if (answer === undefined) return { wrong: "There is no answer", isAllowed: false };
  if (others.length > 0) return { wrong: `There are ${answers.length} answers`, isAllowed: false };
  if (answer.kind === "failed") return { isAllowed: false };
  const { bytes } = answer;
  if (bytes.length === 0) return { wrong: "The reply is empty", isAllowed: true };
  const { status, ok_response: ok, denied_response: denied, error_response: error } = codec("envoy.service.auth.v3.CheckResponse").decode(bytes);
  const isAllowed = readReply(bytes).outcome === "allowed";
  const responses = [ok, denied, error].filter((response) => response !== undefined).length;
  if (status === undefined || responses !== 1) return { wrong: "The reply does not say what it is", isAllowed };
  if (isAllowed !== (ok !== undefined)) return { wrong: "The status says one thing, and the response another", isAllowed };
  return { isAllowed };
}
