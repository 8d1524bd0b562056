import type { Problem } from "../../kit/problem.ts";

/** Fields and policies that the design knows and this version does not. */
const laterFields: ReadonlySet<string> = new Set(["access", "jwt", "fault", "consumer", "lease", "zoneAware"]);

/** Says that a field comes in a later version; `undefined` for any other word. */
export function laterField(field: string): Omit<Problem, "pointer"> | undefined {
  return laterFields.has(field) ? { code: "NOT_IN_THIS_VERSION", detail: `Field ${field} is not in this version` } : undefined;
}
