import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import type { LimitRequest } from "../../../src/ratelimit/decide/request.ts";
import type { Caller } from "../../../src/ratelimit/limiter.ts";
import { filesSource, newTestLimiter, request } from "./decide.ts";

const files = `domain: d
descriptors:
  - { key: window, rate_limit: { unit: hour, requests_per_unit: 5 } }
  - { key: bucket, rate_limit: { unit: hour, requests_per_unit: 5, algorithm: token-bucket } }
  - { key: detailed, detailed_metric: true, rate_limit: { unit: hour, requests_per_unit: 5 } }
`;

const kinds = ["window", "bucket", "detailed"] as const;

/** Requests that are decided together, and keys of each. */
const together = 100;
const keysPerRequest = 10;
const keysTogether = together * keysPerRequest;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is kept after so many different keys. */
export interface ManyKeys {
  readonly counters: number;
  readonly series: number;
  /** Bytes of heap beyond what there were after a tenth of the keys. */
  readonly growth: number;
}

/** Has a limiter decide requests of `count` keys, none of which ever came before. */
export async function decideManyKeys(count: number, maxCounters: number): Promise<ManyKeys> {
  const kept: MemoryCounters[] = [];
  const { limiter, tallies } = newTestLimiter(filesSource([files]), (clock) => {
    const made = new MemoryCounters({ clock, maxCounters });
    kept.push(made);
    return made;
  });
  const counts = { answered: 0 };
  const caller: Caller = {
    deadline: undefined,
    gone: () => false,
    answer: () => {
      counts.answered += 1;
    },
    refuse: ({ detail }) => {
      throw new Error(detail);
    },
  };
  let early = 0;
  for (let done = 0; done < count; done += keysTogether) {
    for (let first = done; first < done + keysTogether; first += keysPerRequest) limiter.decide(newKeys(first), caller);
    await new Promise(setImmediate);
    if (done === Math.floor(count / 10 / keysTogether) * keysTogether) early = heapBytes();
  }
  if (counts.answered !== count / keysPerRequest) throw new Error(`${counts.answered} of ${count / keysPerRequest} requests were answered`);
  return { counters: kept[0]?.size ?? 0, series: [...tallies.entries()].length, growth: heapBytes() - early };
}

function newKeys(first: number): LimitRequest {
  return request("d", ...Array.from({ length: keysPerRequest }, (_, index) => `${kinds[(first + index) % 3] ?? ""}=user-${first + index}`));
}

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
