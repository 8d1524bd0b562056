/** Some changes that are looked at together. `known`: at least one of them is bad. `rest`: if these are taken, that one is. */
interface Suspicion {
  readonly units: readonly number[];
  readonly known: boolean;
  readonly rest: readonly number[] | undefined;
}

/**
 * The search for the bad ones among changes that were refused together: which of them, by number, are known to be good or bad, and what
 * is still open. Immutable.
 */
export interface Bisection {
  readonly good: readonly number[];
  readonly bad: readonly number[];
  readonly open: readonly Suspicion[];
}

/**
 * Begins with changes that were refused together, by number and oldest first: of changes that are bad in company alone, the later one
 * is found.
 */
export function startBisection(count: number): Bisection {
  const units = Array.from({ length: count }, (_, index) => index);
  return narrow({ good: [], bad: [], open: count === 0 ? [] : [{ units, known: true, rest: undefined }] });
}

/** The changes to try next, those that are known to be good among them; undefined when every change is known. */
export function probeOf({ good, open: [first] }: Bisection): readonly number[] | undefined {
  return first === undefined ? undefined : [...good, ...first.units];
}

/** Takes the answer to the probe. The bad ones of n changes are found with about log2(n) probes each. */
export function answerProbe(bisection: Bisection, taken: boolean): Bisection {
  const [first, ...others] = bisection.open;
  if (first === undefined) return bisection;
  const { units, rest } = first;
  const after = rest === undefined ? [] : [{ units: rest, known: taken, rest: undefined }];
  if (taken) return narrow({ ...bisection, good: [...bisection.good, ...units], open: [...after, ...others] });
  return narrow({ ...bisection, open: [{ units, known: true, rest: undefined }, ...after, ...others] });
}

/** Splits what is known to have a bad one, until there is something to try. */
function narrow(bisection: Bisection): Bisection {
  const [first, ...others] = bisection.open;
  if (first?.known !== true) return bisection;
  const { units } = first;
  if (units.length === 1) return narrow({ ...bisection, bad: [...bisection.bad, ...units], open: others });
  const middle = Math.ceil(units.length / 2);
  return { ...bisection, open: [{ units: units.slice(0, middle), known: false, rest: units.slice(middle) }, ...others] };
}
