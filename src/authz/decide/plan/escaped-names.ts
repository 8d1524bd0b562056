import type { DecisionRequest } from "../request/decision-request.ts";
import { escapedNames } from "../request/query.ts";
import type { Input } from "./input.ts";

/** How requests spell the names of query parameters that a plan is in charge of. */
export interface EscapedNames {
  /** What is told of it in the key of a decision. */
  readonly input: Input;
  /** Spellings that are not the names themselves; Envoy knows parameters by them. */
  namesIn(request: DecisionRequest): readonly string[];
}

/** Undefined when there are no such names. */
export function escapedNamesOf(names: ReadonlySet<string>): EscapedNames | undefined {
  if (names.size === 0) return undefined;
  const namesIn = (request: DecisionRequest): readonly string[] => escapedNames(request.parameters, names);
  return { input: { id: "escaped parameters", read: (request) => namesIn(request).join("&") }, namesIn };
}
