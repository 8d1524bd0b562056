import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { type HeaderMutation, headersSchema } from "./schema.ts";

/** Changes of one direction, in the order of names. */
export interface HeaderChanges {
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly add: readonly (readonly [name: string, value: string])[];
  readonly remove: readonly string[];
}

/** Changes of both directions. */
export interface HeadersNode {
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
}

/** Object → graph. */
export function lowerHeaders(effective: EffectivePolicy, context: LowerContext): HeadersNode | undefined {
  const spec = readEffective(headersSchema, effective, context);
  if (spec === undefined) return undefined;
  for (const name of namesOf(spec.request)) {
    if (name !== "host") continue;
    const origin = originOf(effective, ["request"], context);
    context.report({
      ...origin,
      condition: "Accepted",
      code: "INVALID_HEADER_NAME",
      detail: "Header Host cannot be changed by headers",
      hint: "Write it as rewrite.host in the rule",
    });
    return undefined;
  }
  return { request: changes(spec.request), response: changes(spec.response) };
}

function namesOf(mutation: HeaderMutation | undefined): readonly string[] {
  return [...Object.keys(mutation?.set ?? {}), ...Object.keys(mutation?.add ?? {}), ...(mutation?.remove ?? [])].map((name) => name.toLowerCase());
}

function changes(mutation: HeaderMutation | undefined): HeaderChanges {
  const sorted = (record: Readonly<Record<string, string>> | undefined) => Object.entries(record ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return { set: sorted(mutation?.set), add: sorted(mutation?.add), remove: [...new Set(mutation?.remove ?? [])].sort() };
}
