import type { Check } from "../violation.ts";
import type { RuleReader } from "./rule-reader.ts";

/** Checks of `const`, `in` and `not_in`; `show` writes a value as Envoy does. */
export function listChecks(rules: RuleReader, show: (value: unknown) => string = String): Check[] {
  const checks: Check[] = [];
  const only = rules.get("const");
  if (only !== undefined) {
    const broken = { rule: `${rules.kind}.const`, reason: `value must equal ${show(only)}` };
    checks.push((value) => (value === only ? undefined : broken));
  }
  const allowed = rules.list("in");
  if (allowed.length > 0) {
    const broken = { rule: `${rules.kind}.in`, reason: `value must be in list [${allowed.map(show).join(" ")}]` };
    const set = new Set(allowed);
    checks.push((value) => (set.has(value) ? undefined : broken));
  }
  const refused = rules.list("not_in");
  if (refused.length > 0) {
    const broken = { rule: `${rules.kind}.not_in`, reason: `value must not be in list [${refused.map(show).join(" ")}]` };
    const set = new Set(refused);
    checks.push((value) => (set.has(value) ? broken : undefined));
  }
  return checks;
}

/** The same check, but 0 and the empty text pass (`ignore_empty`). */
export function ignoringEmpty(check: Check): Check {
  return (value) => (value === 0 || value === "" ? undefined : check(value));
}
