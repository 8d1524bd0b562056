import { appendPointer } from "../../kit/json-pointer.ts";
import type { Violation } from "../problem/violation.ts";

/** Nothing that people write is nested deeper; recursive code further on can rely on it. */
const deepest = 100;

/** What is wrong with a parsed value before anybody looks at its meaning. Iterative, so that no depth of nesting can hurt it. */
export function checkPlain(root: unknown): readonly Violation[] {
  const violations: Violation[] = [];
  const open: Place[] = [{ value: root, pointer: "", depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const problem = problemOf(place);
    if (problem !== undefined) violations.push(problem);
    else pushMembers(place, open, violations);
  }
  return violations;
}

interface Place {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

function problemOf({ value, pointer, depth }: Place): Violation | undefined {
  if (depth > deepest) return { pointer, code: "TOO_DEEP", detail: `Value is nested deeper than ${deepest} levels` };
  if (value === null || typeof value === "boolean" || typeof value === "object") return undefined;
  if (typeof value === "string") {
    return value.isWellFormed() ? undefined : { pointer, code: "INVALID_TEXT", detail: "Text has half of a surrogate pair, which is not Unicode" };
  }
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  const shown = typeof value === "number" ? String(value) : typeof value;
  return { pointer, code: "NOT_JSON", detail: `Value ${shown} cannot be written in JSON` };
}

function pushMembers({ value, pointer, depth }: Place, open: Place[], violations: Violation[]): void {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const member = appendPointer(pointer, key);
    if (key === "__proto__") violations.push({ pointer: member, code: "FORBIDDEN_NAME", detail: `Name "__proto__" is not permitted` });
    else if (!key.isWellFormed()) violations.push({ pointer, code: "INVALID_TEXT", detail: "A name has half of a surrogate pair, which is not Unicode" });
    else open.push({ value: Reflect.get(value, key), pointer: member, depth: depth + 1 });
  }
}
