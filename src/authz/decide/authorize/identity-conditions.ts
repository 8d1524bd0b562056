import type { AuthRule } from "../../../model/auth/rule-schema.ts";
import { compileClaimTest } from "./claim-test.ts";
import { type Condition, plainResult, type Subject } from "./condition.ts";

/** The conditions of a rule that look at who calls. What they read follows from the credential, so none has an input of its own. */
export function identityConditions(rule: AuthRule): readonly Condition[] {
  const { identifiedBy, consumers, groups, scopes, anyOfScopes, claims } = rule;
  const conditions: Condition[] = [];
  if (identifiedBy !== undefined)
    conditions.push(condition("identifiedBy", ({ identity }) => identity !== undefined && identifiedBy.includes(identity.method)));
  if (consumers !== undefined) conditions.push(consumerCondition(new Set(consumers)));
  if (groups !== undefined) conditions.push(someOf("groups", new Set(groups), ({ identity }) => identity?.groups));
  if (scopes !== undefined) conditions.push(condition("scopes", ({ identity }) => scopes.every((scope) => identity?.scopes.includes(scope) === true)));
  if (anyOfScopes !== undefined) conditions.push(someOf("anyOfScopes", new Set(anyOfScopes), ({ identity }) => identity?.scopes));
  if (claims !== undefined) {
    const tests = claims.map(compileClaimTest);
    conditions.push(condition("claims", ({ identity }) => identity !== undefined && tests.every((test) => test(identity.claims))));
  }
  return conditions;
}

function condition(field: string, holds: (subject: Subject) => boolean): Condition {
  return { field, inputs: [], test: (subject) => plainResult(holds(subject)) };
}

function consumerCondition(names: ReadonlySet<string>): Condition {
  return condition("consumers", ({ identity }) => identity?.consumer !== undefined && names.has(identity.consumer.name));
}

function someOf(field: string, wanted: ReadonlySet<string>, had: (subject: Subject) => readonly string[] | undefined): Condition {
  return condition(field, (subject) => had(subject)?.some((word) => wanted.has(word)) === true);
}
