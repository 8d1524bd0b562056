import type { Check } from "../violation.ts";
import type { RuleReader } from "./rule-reader.ts";

/** How values of one type are ordered and written. */
export interface Ordering<T> {
  /** Negative, zero or positive. NaN compares as NaN, which is in every range, as in Envoy. */
  readonly compare: (left: T, right: T) => number;
  readonly show: (value: T) => string;
}

interface Bound<T> {
  readonly rule: string;
  readonly limit: T;
  readonly inclusive: boolean;
}

/** Checks of `lt`, `lte`, `gt` and `gte`. A lower bound above the upper one means: outside of the range between them. */
export function rangeCheck<T>(rules: RuleReader, ordering: Ordering<T>): Check | undefined {
  const upper = bound<T>(rules, "lt", "lte");
  const lower = bound<T>(rules, "gt", "gte");
  if (upper !== undefined && lower !== undefined) return between(lower, upper, ordering);
  if (upper !== undefined) return below(upper, ordering);
  return lower === undefined ? undefined : above(lower, ordering);
}

function bound<T>(rules: RuleReader, exclusive: string, inclusive: string): Bound<T> | undefined {
  const open = rules.get(exclusive) as T | undefined;
  const closed = rules.get(inclusive) as T | undefined;
  if (open !== undefined) return { rule: `${rules.kind}.${exclusive}`, limit: open, inclusive: false };
  return closed === undefined ? undefined : { rule: `${rules.kind}.${inclusive}`, limit: closed, inclusive: true };
}

function below<T>(upper: Bound<T>, { compare, show }: Ordering<T>): Check {
  const broken = { rule: upper.rule, reason: `value must be less than ${upper.inclusive ? "or equal to " : ""}${show(upper.limit)}` };
  return (value) => (isAbove(compare(value as T, upper.limit), upper) ? broken : undefined);
}

function above<T>(lower: Bound<T>, { compare, show }: Ordering<T>): Check {
  const broken = { rule: lower.rule, reason: `value must be greater than ${lower.inclusive ? "or equal to " : ""}${show(lower.limit)}` };
  return (value) => (isBelow(compare(value as T, lower.limit), lower) ? broken : undefined);
}

function between<T>(lower: Bound<T>, upper: Bound<T>, { compare, show }: Ordering<T>): Check {
  if (compare(upper.limit, lower.limit) <= 0) return outside(lower, upper, { compare, show });
  const range = `${lower.inclusive ? "[" : "("}${show(lower.limit)}, ${show(upper.limit)}${upper.inclusive ? "]" : ")"}`;
  const reason = `value must be inside range ${range}`;
  const tooLow = { rule: lower.rule, reason };
  const tooHigh = { rule: upper.rule, reason };
  return (value) => {
    if (isBelow(compare(value as T, lower.limit), lower)) return tooLow;
    return isAbove(compare(value as T, upper.limit), upper) ? tooHigh : undefined;
  };
}

function outside<T>(lower: Bound<T>, upper: Bound<T>, { compare, show }: Ordering<T>): Check {
  const range = `${upper.inclusive ? "(" : "["}${show(upper.limit)}, ${show(lower.limit)}${lower.inclusive ? ")" : "]"}`;
  const broken = { rule: lower.rule, reason: `value must be outside range ${range}` };
  return (value) => {
    const high = isBelow(compare(value as T, lower.limit), lower);
    return high && isAbove(compare(value as T, upper.limit), upper) ? broken : undefined;
  };
}

function isAbove(order: number, bound: Bound<unknown>): boolean {
  return bound.inclusive ? order > 0 : order >= 0;
}

function isBelow(order: number, bound: Bound<unknown>): boolean {
  return bound.inclusive ? order < 0 : order <= 0;
}
