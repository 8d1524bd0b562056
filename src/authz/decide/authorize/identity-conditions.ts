import type { Json } from "../../../kit/json.ts";
import { claimPath } from "../../../model/auth/claim-name.ts";
import type { AuthRule, ClaimTest } from "../../../model/auth/rule-schema.ts";
import { consumerName } from "../directory/consumer.ts";
import type { Identity } from "../identify/identity.ts";
import { claimAt, compileClaimTest } from "./claim-test.ts";
import { type Condition, plainResult, type Subject } from "./condition.ts";

/** The conditions of a rule that look at who calls. What they read follows from the credential, so none has an input of its own. `home` is the policy's namespace. */
export function identityConditions(rule: AuthRule, home: string): readonly Condition[] {
  const { identifiedBy, consumers, groups, scopes, anyOfScopes, claims } = rule;
  const conditions: Condition[] = [];
  if (identifiedBy !== undefined) conditions.push(oneOf("identifiedBy", new Set(identifiedBy), ({ identity }) => identity?.method));
  if (consumers !== undefined) conditions.push(oneOf("consumers", new Set(consumers), ({ identity }) => nameOf(identity, home)));
  if (groups !== undefined) conditions.push(someOf("groups", new Set(groups), ({ identity }) => identity?.groups ?? []));
  if (scopes !== undefined) conditions.push(condition("scopes", scopesOf, (had) => scopes.every((scope) => had.includes(scope))));
  if (anyOfScopes !== undefined) conditions.push(someOf("anyOfScopes", new Set(anyOfScopes), scopesOf));
  if (claims !== undefined) conditions.push(claimsCondition(claims));
  return conditions;
}

function nameOf(identity: Identity | undefined, home: string): string | undefined {
  return identity?.consumer && consumerName(identity.consumer, home);
}

function condition<Value extends Json>(field: string, read: (subject: Subject) => Value, holds: (value: Value) => boolean): Condition {
  return { field, inputs: [], read, test: (subject) => plainResult(holds(read(subject))) };
}

function oneOf(field: string, wanted: ReadonlySet<string>, read: (subject: Subject) => string | undefined): Condition {
  return condition(
    field,
    (subject) => read(subject) ?? null,
    (had) => had !== null && wanted.has(had),
  );
}

function someOf(field: string, wanted: ReadonlySet<string>, read: (subject: Subject) => readonly string[]): Condition {
  return condition(field, read, (had) => had.some((word) => wanted.has(word)));
}

function scopesOf({ identity }: Subject): readonly string[] {
  return identity?.scopes ?? [];
}

function claimsCondition(tests: readonly ClaimTest[]): Condition {
  const compiled = tests.map(compileClaimTest);
  const paths = tests.map(({ claim }) => [claim, claimPath(claim) ?? []] as const);
  return {
    field: "claims",
    inputs: [],
    read: ({ identity }) => Object.fromEntries(paths.map(([claim, path]) => [claim, claimAt(identity?.claims ?? {}, path) ?? null])),
    test: ({ identity }) => plainResult(identity !== undefined && compiled.every((test) => test(identity.claims))),
  };
}
