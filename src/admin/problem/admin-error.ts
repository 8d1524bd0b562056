import type { JsonObject } from "../../kit/json.ts";
import { type ProblemCode, problemTypes } from "./problem-types.ts";
import type { Violation } from "./violation.ts";

/** Options of {@link AdminError}. */
export interface AdminErrorOptions {
  readonly violations?: readonly Violation[];
  /** Further members of the problem document, for example `current` or `referrers`. */
  readonly members?: JsonObject;
  /** Headers of the answer, for example `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Ends a request with a problem document. Violations are collected as values first; this carries all of them to the edge. */
export class AdminError extends Error {
  override readonly name = "AdminError";
  readonly code: ProblemCode;
  readonly violations: readonly Violation[];
  readonly members: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: AdminErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.violations = options.violations ?? [];
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }

  /** HTTP status of the answer. */
  get status(): number {
    return problemTypes[this.code].status;
  }
}

/** Throws `code` with all violations when there are any. */
export function throwViolations(code: ProblemCode, violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const [first] = violations;
  const more = violations.length === 1 ? "" : ` (and ${violations.length - 1} more)`;
  throw new AdminError(code, `${first?.detail ?? ""}${more}`, { violations });
}
