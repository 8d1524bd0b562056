/** What became of the mutants of some code. */
export interface MutationCounts {
  readonly killed: number;
  /** Mutants that ran on without an end, which is noticed too. */
  readonly timedOut: number;
  readonly survived: number;
  /** Mutants that no test runs. */
  readonly uncovered: number;
}

/** One mutant, as far as the counts go by it. */
export interface Mutant {
  readonly fileName: string;
  /** As Stryker has it; mutants of other outcomes (ignored, not compilable) are not counted. */
  readonly status: string;
}

/** Counts by file, in the order of names. */
export function countByFile(mutants: readonly Mutant[]): ReadonlyMap<string, MutationCounts> {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  return new Map(files.map((file) => [file, countMutants(mutants.filter(({ fileName }) => fileName === file))]));
}

/** Counts of all of `mutants`. */
export function countMutants(mutants: readonly Mutant[]): MutationCounts {
  const of = (status: string) => mutants.filter((mutant) => mutant.status === status).length;
  return { killed: of("Killed"), timedOut: of("Timeout"), survived: of("Survived"), uncovered: of("NoCoverage") };
}

/** Share of the mutants that the tests noticed, in percent; 100 where there are none. */
export function mutationScore({ killed, timedOut, survived, uncovered }: MutationCounts): number {
  const all = killed + timedOut + survived + uncovered;
  return all === 0 ? 100 : ((killed + timedOut) * 100) / all;
}
