import type { Variant } from "./variant.ts";

/** What became of one case in one variant. `impossible`: the server under test cannot be put into the state that the case needs. */
export interface CaseOutcome {
  readonly rule: number;
  readonly title: string;
  readonly variant: Variant;
  readonly outcome: "pass" | "fail" | "impossible";
}

/** What the kit found of one server; committed in `results/`. */
export interface ConformanceResult {
  readonly server: string;
  readonly cases: readonly CaseOutcome[];
}

/** In one order, so that a run that finds the same writes the same. */
export function sortOutcomes(cases: readonly CaseOutcome[]): readonly CaseOutcome[] {
  return cases.toSorted((left, right) => left.rule - right.rule || compare(keyOf(left), keyOf(right)));
}

/** One text for a case in a variant. */
export function keyOf({ rule, title, variant }: Pick<CaseOutcome, "rule" | "title" | "variant">): string {
  return `${rule}: ${title} (${variant})`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
