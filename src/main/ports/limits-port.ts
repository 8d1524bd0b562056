import type { LimitAnswer, LimitQuestion, LimitsPort } from "../../admin/port/limits.ts";
import type { Json } from "../../kit/json.ts";
import type { Limiter } from "../../ratelimit/limiter.ts";

/** The admin's view of the rate limit service of this process, which is started after it. */
export interface LateLimitsPort extends LimitsPort {
  /** From here on it is asked. */
  use(limiter: Pick<Limiter, "explain">): void;
}

/** Makes the port; until it knows the service it says that there is none. */
export function createLimitsPort(): LateLimitsPort {
  const state: { limiter: Pick<Limiter, "explain"> | undefined } = { limiter: undefined };
  return {
    use: (limiter) => {
      state.limiter = limiter;
    },
    explain: (question) =>
      state.limiter === undefined
        ? Promise.resolve({ kind: "unavailable", detail: "The role ratelimit does not run in this process: ask POST /explain of the service that does" })
        : ask(state.limiter, question),
  };
}

async function ask(limiter: Pick<Limiter, "explain">, { domain, descriptors }: LimitQuestion): Promise<LimitAnswer> {
  const request = {
    domain,
    hitsAddend: 0,
    descriptors: descriptors.map(({ entries }) => ({ entries, limit: undefined, hitsAddend: undefined, isNegativeHits: false })),
  };
  try {
    const explained = await limiter.explain(request);
    return "kind" in explained ? explained : { kind: "explained", explanation: explained as unknown as Json };
  } catch (error) {
    return { kind: "unavailable", detail: `Counters cannot be asked: ${error instanceof Error ? error.message : String(error)}` };
  }
}
