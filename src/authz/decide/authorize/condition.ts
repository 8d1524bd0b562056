import type { Json } from "../../../kit/json.ts";
import type { Identity } from "../identify/identity.ts";
import type { Input } from "../plan/input.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import type { BodyFault } from "../request/request-body.ts";

/** What conditions look at. */
export interface Subject {
  readonly request: DecisionRequest;
  /** Undefined where nobody asked who calls. */
  readonly identity: Identity | undefined;
  /** Numbers of the path templates that the request fits. */
  readonly paths: ReadonlySet<number>;
}

/** One condition of a rule. */
export interface Condition {
  /** The field that it comes from: `methods`, `scopes`. */
  readonly field: string;
  readonly inputs: readonly Input[];
  /** What it looks at, for explanations. */
  read(subject: Subject): Json;
  /** Answers `until` when the answer changes by time alone, in milliseconds since the Unix epoch. */
  test(subject: Subject): ConditionResult;
}

/** Whether a condition holds. */
export interface ConditionResult {
  readonly holds: boolean;
  readonly until?: number;
  /** Why it cannot be said whether it holds; then it does not hold, and a rule that denies applies all the same. */
  readonly error?: string;
  /** That is so because of the body. */
  readonly fault?: BodyFault;
}

const holding: ConditionResult = { holds: true };
const failing: ConditionResult = { holds: false };

/** An answer that does not change by time. */
export function plainResult(holds: boolean): ConditionResult {
  return holds ? holding : failing;
}
