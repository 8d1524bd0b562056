import type { Bench, Measures } from "./bench.ts";
import { runCase } from "./run-case.ts";
import { judge, type RatioResult, type Summaries, summarize } from "./summary.ts";

/** How a bench is run. */
export interface RunOptions {
  /** Runs of each case. By default what the bench says, else 5. */
  readonly runs?: number;
  /** Told after each run, for people who wait. */
  readonly onRun?: (text: string) => void;
}

/** What came out of all runs. */
export interface Measured {
  readonly runs: number;
  readonly summaries: Summaries;
  readonly ratios: readonly RatioResult[];
}

/** Runs every case of a bench as often as asked, one after the other and the cases in turns. */
export async function runBench(bench: Bench, { runs = bench.runs ?? 5, onRun }: RunOptions = {}): Promise<Measured> {
  const byCase: Record<string, Measures[]> = Object.fromEntries(bench.cases.map((name) => [name, []]));
  for (let run = 1; run <= runs; run += 1) {
    for (const name of bench.cases) {
      const started = performance.now();
      byCase[name]?.push(await runCase(bench, name));
      onRun?.(`${bench.name} ${name}: run ${run} of ${runs} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
  }
  const summaries = summarize(bench, byCase);
  return { runs, summaries, ratios: judge(bench, summaries) };
}
