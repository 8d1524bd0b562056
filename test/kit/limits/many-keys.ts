import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MemoryCounters } from "../../../src/ratelimit/counter/memory/memory-counters.ts";
import type { Caller } from "../../../src/ratelimit/limiter.ts";
import { filesSource, newTestLimiter, request } from "./decide.ts";

const files = `domain: d
descriptors:
  - { key: window, rate_limit: { unit: hour, requests_per_unit: 5 } }
  - { key: bucket, rate_limit: { unit: hour, requests_per_unit: 5, algorithm: token-bucket } }
  - { key: detailed, detailed_metric: true, rate_limit: { unit: hour, requests_per_unit: 5 } }
`;

const kinds = ["window", "bucket", "detailed"] as const;

/** Requests that are decided together. */
const together = 1000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is kept after so many different keys. */
export interface ManyKeys {
  readonly counters: number;
  readonly series: number;
  /** Bytes of heap beyond what there were after a tenth of the keys. */
  readonly growth: number;
}

/** Has a limiter decide `count` requests, each of a key that never came before. */
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
  for (let done = 0; done < count; done += together) {
    for (let index = done; index < done + together; index += 1) limiter.decide(request("d", `${kinds[index % 3] ?? ""}=user-${index}`), caller);
    await new Promise(setImmediate);
    if (done === Math.floor(count / 10 / together) * together) early = heapBytes();
  }
  if (counts.answered !== count) throw new Error(`${counts.answered} of ${count} requests were answered`);
  return { counters: kept[0]?.size ?? 0, series: [...tallies.entries()].length, growth: heapBytes() - early };
}

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
