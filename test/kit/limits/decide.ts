import { silentLogger } from "../../../src/kit/telemetry.ts";
import type { Counters } from "../../../src/ratelimit/counter/counters.ts";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import type { Answer } from "../../../src/ratelimit/decide/answer.ts";
import type { DomainOptions } from "../../../src/ratelimit/decide/prepare-domain.ts";
import type { Descriptor, LimitRequest, RequestRefusal } from "../../../src/ratelimit/decide/request.ts";
import type { LimitSource } from "../../../src/ratelimit/limit-source.ts";
import { Limiter } from "../../../src/ratelimit/limiter.ts";
import { limitSource } from "../../../src/ratelimit/source/domain-source.ts";
import { PlanShelf } from "../../../src/ratelimit/source/plan-shelf.ts";
import { readLimitFiles } from "../../../src/ratelimit/source/read-limit-files.ts";
import { Tallies } from "../../../src/ratelimit/tallies.ts";
import { FakeClock } from "../fake-clock.ts";

/** A limiter in this process, on a clock that the test moves. */
export interface TestLimiter {
  readonly clock: FakeClock;
  readonly limiter: Limiter;
  readonly tallies: Tallies;
  /** Decides one request by itself. */
  readonly decide: (request: LimitRequest) => Promise<Answer>;
  /** Why a request cannot be decided. */
  readonly refusal: (request: LimitRequest) => Promise<RequestRefusal>;
}

/** Options that change nothing. */
export const plainOptions: DomainOptions = { headers: "off", globalShadow: false, globalQuota: false };

/** What limit files decide; throws their problems. */
export function filesSource(files: readonly string[], options: Partial<DomainOptions> & { readonly merge?: boolean } = {}): LimitSource {
  const { merge = false, ...domain } = options;
  const read = readLimitFiles(
    files.map((text, index) => ({ name: `${index}.yaml`, text })),
    { merge },
  );
  if ("problems" in read) throw new Error(read.problems.map(({ detail }) => detail).join("\n"));
  return limitSource(read.domains, { ...plainOptions, ...domain }, new PlanShelf());
}

/** Starts a limiter with these limits; counters are in memory unless given. */
export function newTestLimiter(source: LimitSource, makeCounters?: (clock: FakeClock) => Counters, tallies = new Tallies()): TestLimiter {
  const clock = new FakeClock();
  const counters = makeCounters?.(clock) ?? new MemoryCounters({ clock });
  const limiter = new Limiter({ counters, tallies, clock, logger: silentLogger, nextTurn: (task) => queueMicrotask(task) });
  limiter.use(source);
  const ask = (request: LimitRequest): Promise<Answer | RequestRefusal> =>
    new Promise((resolve) => limiter.decide(request, { deadline: undefined, gone: () => false, answer: resolve, refuse: resolve }));
  return {
    clock,
    limiter,
    tallies,
    decide: async (request) => {
      const decided = await ask(request);
      if ("kind" in decided) throw new Error(decided.detail);
      return decided;
    },
    refusal: async (request) => {
      const decided = await ask(request);
      if (!("kind" in decided)) throw new Error("The request was decided");
      return decided;
    },
  };
}

/** A request: `request("domain", "key=value,key=value", …)`; hits of a descriptor follow it as `+3`, `+0` or `-2`. */
export function request(domain: string, ...descriptors: readonly string[]): LimitRequest {
  return { domain, descriptors: descriptors.map(descriptor), hitsAddend: 0 };
}

/** A descriptor: `key=value,key=value`, and `+3`, `+0` or `-2` behind a space for its hits. */
export function descriptor(text: string): Descriptor {
  const [entries = "", hits] = text.split(" ");
  return {
    entries: entries.split(",").map((entry) => {
      const [key = "", ...value] = entry.split("=");
      return { key, value: value.join("=") };
    }),
    limit: undefined,
    hitsAddend: hits === undefined ? undefined : Math.abs(Number(hits)),
    isNegativeHits: hits?.startsWith("-") === true,
  };
}

/** One status in short: `OK 3/10 minute` (left, of how many, in what unit), `OVER 0/10 minute`, `OK` without a limit, `OK unlimited`. */
export function statusTexts({ statuses }: Answer): readonly string[] {
  return statuses.map(({ over, limit, remaining }) => {
    const code = over ? "OVER" : "OK";
    if (limit !== undefined) return `${code} ${remaining}/${limit.requestsPerUnit} ${limit.unit}`;
    return remaining === 0 ? code : `${code} unlimited`;
  });
}
