import type { Bench } from "./bench.ts";
import type { Machine, Revision } from "./machine.ts";
import type { RatioResult, Summaries } from "./summary.ts";

/** All that is kept of a bench. */
export interface BenchResult {
  readonly bench: Bench;
  readonly machine: Machine;
  readonly revision: Revision;
  readonly runs: number;
  readonly summaries: Summaries;
  readonly ratios: readonly RatioResult[];
}
