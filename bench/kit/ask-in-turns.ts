import { quantile } from "./quantile.ts";
import { median } from "./summary.ts";

const rounds = 5;

/** A while of load; answers how long each request took, in milliseconds, sorted. */
export type AskForAWhile = () => Promise<readonly number[]>;

/** Percentiles, in milliseconds, and how far they are above those of the first that was asked. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly addedP50: number;
  readonly addedP99: number;
}

/** Asks several in turns, so that all have the machine's good and bad moments. Medians over five rounds; differences are taken in each round. */
export async function askInTurns(asked: readonly AskForAWhile[]): Promise<readonly Latency[]> {
  const all: (readonly Latency[])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const taken: (readonly number[])[] = [];
    // Nobody is always the first.
    for (let turn = 0; turn < asked.length; turn += 1) {
      const index = (round + turn) % asked.length;
      taken[index] = (await asked[index]?.()) ?? [];
    }
    all.push(taken.map((times) => latencyOf(times, taken[0] ?? [])));
  }
  return asked.map((_, index) => middle(all.flatMap((round) => round[index] ?? [])));
}

function latencyOf(times: readonly number[], first: readonly number[]): Latency {
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return { p50, p99, addedP50: p50 - quantile(first, 0.5), addedP99: p99 - quantile(first, 0.99) };
}

function middle(all: readonly Latency[]): Latency {
  const of = (name: keyof Latency): number => median(all.map((latency) => latency[name]));
  return { p50: of("p50"), p99: of("p99"), addedP50: of("addedP50"), addedP99: of("addedP99") };
}
