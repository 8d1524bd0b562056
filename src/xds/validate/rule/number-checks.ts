import type { Check } from "../violation.ts";
import { ignoringEmpty, listChecks } from "./list-checks.ts";
import { rangeCheck } from "./range.ts";
import type { RuleReader } from "./rule-reader.ts";

const numbers = { compare: (left: number, right: number) => left - right, show: String };

/** Checks of the numeric kinds: `const`, bounds, `in`, `not_in`, `ignore_empty`. */
export function numberChecks(rules: RuleReader): Check[] {
  const range = rangeCheck(rules, numbers);
  const checks = [...listChecks(rules), ...(range === undefined ? [] : [range])];
  return rules.flag("ignore_empty") ? checks.map((check) => ignoringEmpty(check)) : checks;
}
