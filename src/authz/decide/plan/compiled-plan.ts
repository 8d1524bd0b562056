import type { AuthPlan } from "../../../model/auth/auth-plan.ts";
import type { RequestTest } from "../../../model/auth/rule-schema.ts";
import type { AnswersSpec } from "../../../model/auth/shape-schema.ts";
import type { Condition } from "../authorize/condition.ts";
import type { PathTable } from "../authorize/path-table.ts";
import type { RulesTable } from "../authorize/rules-table.ts";
import type { Identifier } from "../identify/attempt.ts";
import type { KeySource } from "../need.ts";
import type { Removal } from "../shape/removal.ts";
import type { Shaper } from "../shape/shape.ts";
import type { EscapedNames } from "./escaped-names.ts";
import type { Input } from "./input.ts";

/** A layer, ready to decide. */
export interface CompiledLayer {
  readonly source: string;
  readonly namespace: string;
  readonly shadow: boolean;
  /** Requests that fit all conditions of one of these are excused. */
  readonly excuses: readonly (readonly Condition[])[];
  /** The same as they were written. */
  readonly unless: readonly RequestTest[];
  /** Empty: the layer takes the identity that a broader one found. */
  readonly identifiers: readonly Identifier[];
  /** What never goes on to the backend, whoever calls and by whatever way. */
  readonly hides: readonly Removal[];
  /** Undefined: whoever is known may do everything. */
  readonly rules: RulesTable | undefined;
  /** True when something in the layer looks at the path: an ambiguous one is refused then. */
  readonly readsPath: boolean;
  /** True when a path of the layer has parameters itself: others that do are refused, too, unless it is. */
  readonly knowsParameters: boolean;
  readonly shape: Shaper;
  /** Claims for the metadata; undefined for all. */
  readonly claims: readonly string[] | undefined;
  readonly answers: AnswersSpec | undefined;
  readonly allowedMs: number;
  readonly deniedMs: number;
}

/** A plan, ready to decide. */
export interface CompiledPlan {
  /** The hash of its JSON. */
  readonly hash: string;
  readonly plan: AuthPlan;
  readonly layers: readonly CompiledLayer[];
  readonly paths: PathTable;
  /** Everything of a request that a decision depends on. */
  readonly inputs: readonly Input[];
  /** Query parameters that the plan sets, takes away or reads as credentials, as a client may write them; undefined when there are none. */
  readonly escapedNames: EscapedNames | undefined;
  /** What of a request is a credential: it is masked wherever it may be told. */
  readonly credentials: readonly Input[];
  /** Whose keys the plan needs. */
  readonly keySources: readonly KeySource[];
  /** What becomes of requests while the state of the store has not been heard of for long. */
  readonly staleness: "continue" | "deny";
}
