import type { Json, JsonObject } from "../../../kit/json.ts";
import type { AuthRule, RequestTest } from "../../../model/auth/rule-schema.ts";
import type { Input } from "../plan/input.ts";
import type { BodyFault } from "../request/request-body.ts";
import type { Condition, Subject } from "./condition.ts";
import { expressionCondition } from "./expression-condition.ts";
import { identityConditions } from "./identity-conditions.ts";
import type { PathTable } from "./path-table.ts";
import { requestConditions } from "./request-conditions.ts";
import { surroundingConditions } from "./surrounding-conditions.ts";

/** A rule that did not fit, and the condition that failed. */
export interface Miss {
  readonly rule: string;
  readonly field: string;
  /** Why it cannot be said whether the condition holds. */
  readonly error?: string;
}

/**
 * What a table decides. `rule` is the one that fitted; undefined when none did. `misses` are those that were tried before. `missingScopes`
 * are what a rule asks for that fits the request in everything else. The answer is good `until` then, in milliseconds since the Unix epoch.
 * A rule that denies fits also when it cannot be said whether it does, and `error` says why.
 */
export interface Verdict {
  readonly effect: "allow" | "deny";
  readonly rule: string | undefined;
  readonly misses: readonly Miss[];
  readonly missingScopes: readonly string[] | undefined;
  readonly until: number;
  readonly error?: string;
  /** What is wrong with the body, by the first rule that could not be said to fit because of that. */
  readonly fault?: BodyFault;
}

/** One condition, as it was tested. */
export interface TestedCondition {
  readonly field: string;
  /** What the policy says. */
  readonly wanted: Json;
  /** What it looked at. */
  readonly had: Json;
  readonly holds: boolean;
  readonly error?: string;
}

/** One rule that was tried: its conditions up to the first that failed. */
export interface TriedRule {
  readonly rule: string;
  readonly effect: "allow" | "deny";
  /** Whether it decided. */
  readonly decides: boolean;
  readonly conditions: readonly TestedCondition[];
}

/** A rules table, ready to decide. */
export interface RulesTable {
  readonly inputs: readonly Input[];
  decide(subject: Subject): Verdict;
  /** The same again, rule by rule, for explanations. */
  walk(subject: Subject): readonly TriedRule[];
}

/** Where a table stands. */
export interface RulesPlace {
  /** Namespace of the policy. */
  readonly home: string;
  /** The plan's; the table's templates go into it. */
  readonly paths: PathTable;
}

/** Makes a table. */
export function compileRules(rules: readonly AuthRule[], place: RulesPlace): RulesTable {
  const compiled = rules.map((rule, index) => compileRule(rule, index, place));
  return {
    inputs: compiled.flatMap(({ conditions }) => conditions.flatMap(({ inputs }) => inputs)),
    decide: (subject) => decide(compiled, subject),
    walk: (subject) => walk(compiled, subject),
  };
}

interface CompiledRule {
  readonly name: string;
  readonly effect: "allow" | "deny";
  readonly conditions: readonly Condition[];
  readonly scopes: readonly string[];
  /** As it was written. */
  readonly spec: AuthRule;
}

function compileRule(rule: AuthRule, index: number, { home, paths }: RulesPlace): CompiledRule {
  return {
    name: rule.name ?? String(index + 1),
    effect: rule.effect ?? "allow",
    conditions: [
      ...requestConditions(rule, paths),
      ...surroundingConditions(rule),
      ...identityConditions(rule, home),
      ...(rule.when === undefined ? [] : [expressionCondition(rule.when, home)]),
    ],
    scopes: rule.scopes ?? [],
    spec: rule,
  };
}

function decide(rules: readonly CompiledRule[], subject: Subject): Verdict {
  const misses: Miss[] = [];
  let missingScopes: readonly string[] | undefined;
  let until = Number.POSITIVE_INFINITY;
  let fault: BodyFault | undefined;
  for (const rule of rules) {
    const { failed, error, until: changes, fault: own } = testAll(rule.conditions, subject);
    until = Math.min(until, changes);
    fault ??= own;
    const told = error !== undefined && { error };
    if (failed === undefined || (told && rule.effect === "deny"))
      return { effect: rule.effect, rule: rule.name, misses, missingScopes: undefined, until, ...told, ...(fault && { fault }) };
    misses.push({ rule: rule.name, field: failed.field, ...told });
    if (failed.field === "scopes" && rule.effect === "allow") missingScopes ??= rule.scopes;
  }
  return { effect: "deny", rule: undefined, misses, missingScopes, until, ...(fault && { fault }) };
}

function walk(rules: readonly CompiledRule[], subject: Subject): readonly TriedRule[] {
  const { rule: decisive, misses } = decide(rules, subject);
  const again = { ...subject, request: subject.request.anew() };
  const tried = decisive === undefined ? rules : rules.slice(0, misses.length + 1);
  return tried.map(({ name, effect, conditions, spec }, index) => ({
    rule: name,
    effect,
    decides: decisive !== undefined && index === misses.length,
    conditions: testedConditions(conditions, spec, again),
  }));
}

/** Conditions up to the first that fails, with what each looked at. */
export function testedConditions(conditions: readonly Condition[], spec: RequestTest, subject: Subject): readonly TestedCondition[] {
  const wanted = spec as unknown as JsonObject;
  const tested: TestedCondition[] = [];
  for (const condition of conditions) {
    const { holds, error } = condition.test(subject);
    tested.push({
      field: condition.field,
      wanted: wanted[condition.field] ?? null,
      had: condition.read(subject),
      holds,
      ...(error !== undefined && { error }),
    });
    if (!holds) break;
  }
  return tested;
}

interface TestedConditions {
  readonly failed: Condition | undefined;
  readonly error: string | undefined;
  readonly fault: BodyFault | undefined;
  readonly until: number;
}

/** The first condition that fails, and until when that is so: later conditions do not count. */
function testAll(conditions: readonly Condition[], subject: Subject): TestedConditions {
  let until = Number.POSITIVE_INFINITY;
  for (const condition of conditions) {
    const result = condition.test(subject);
    until = Math.min(until, result.until ?? Number.POSITIVE_INFINITY);
    if (!result.holds) return { failed: condition, error: result.error, fault: result.fault, until };
  }
  return { failed: undefined, error: undefined, fault: undefined, until };
}
