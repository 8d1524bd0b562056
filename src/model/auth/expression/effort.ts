/** What may be spent yet on patterns: steps of their programs, one an instruction and character at most. */
export interface Effort {
  left: number;
}

/** Steps for one request, over all expressions that look at it: some tens of milliseconds at worst, and far more than texts of a usual length take. */
const mostSteps = 2_000_000;

/** As much as one request may cost. */
export function newEffort(): Effort {
  return { left: mostSteps };
}

/** Spends steps. Throws when there are not so many left: the expression has no value then. */
export function spend(effort: Effort, steps: number): void {
  if (steps > effort.left) throw new Error("Patterns would cost more than one request is worth: the text is too long for them");
  effort.left -= steps;
}
