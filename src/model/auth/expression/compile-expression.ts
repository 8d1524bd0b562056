import { celEnv, isCelError, plan } from "@bufbuild/cel";
import { ExpressionChecker, type ExpressionRead } from "./check-expression.ts";
import { type Effort, newEffort, spend } from "./effort.ts";
import { exactFunctions } from "./exact-functions.ts";
import { mendMaps } from "./exact-maps.ts";
import { typeText, type ValueType } from "./expression-type.ts";
import { type CompiledPattern, compilePattern, type PatternMatcher, partsOf, patternsIn } from "./patterns.ts";
import { type ExpressionNode, parseExpression } from "./syntax.ts";
import { authVariables, type ExpressionVariables } from "./variables.ts";

mendMaps();

/** What an expression came to: whether it holds, or that it has no value, as when a claim is asked for that is not there. */
export type ExpressionResult = { readonly kind: "value"; readonly holds: boolean } | { readonly kind: "error"; readonly detail: string };

/** The values of variables, as the library takes them: maps, lists, texts, numbers (double), bigints (int), timestamps and durations of protobuf. */
export type ExpressionValues = Readonly<Record<string, unknown>>;

/** An expression that is ready. */
export interface CompiledExpression {
  /** Everything that it reads. */
  readonly reads: readonly ExpressionRead[];
  /** Evaluates it; `values` has at least what it reads. `effort` is what may be spent on that, by default as much as one request may cost. Never throws. */
  evaluate(values: ExpressionValues, effort?: Effort): ExpressionResult;
}

/** Reads and checks an expression of the policy `auth`, which says whether something holds. Throws an `ExpressionError`. */
export function compileExpression(text: string): CompiledExpression {
  const { type, reads, evaluate, fault } = compileValue(text, authVariables);
  if (type.kind !== "bool" && type.kind !== "dyn") throw fault(`Expression is a ${typeText(type)}, and not a bool`);
  return { reads, evaluate: (values, effort) => resultOf(evaluate(values, effort)) };
}

/** An expression of any type, by the same rules. */
export function compileValue(text: string, variables: ExpressionVariables) {
  const { parsed, root } = parseExpression(text);
  const checker = new ExpressionChecker(variables, parsed);
  const type: ValueType = checker.valueOf(root);
  const purse = { effort: newEffort() };
  const environment = environmentOf(root, { checker, purse });
  checkConstants(root, { environment, checker });
  const run = plan(environment, parsed);
  const evaluate = (values: ExpressionValues, effort = newEffort()): unknown => {
    purse.effort = effort;
    return attempt(run, values);
  };
  return { type, reads: checker.reads, fault: (message: string) => checker.fault(root, message), evaluate };
}

type Environment = ReturnType<typeof celEnv>;

function attempt(run: ReturnType<typeof plan>, values: ExpressionValues): unknown {
  try {
    return run(values as Parameters<typeof run>[0]);
  } catch (error) {
    return error;
  }
}

function resultOf(value: unknown): ExpressionResult {
  if (typeof value === "boolean") return { kind: "value", holds: value };
  if (isCelError(value) || value instanceof Error) return { kind: "error", detail: value.message };
  return { kind: "error", detail: "Value is not a bool" };
}

/** What an evaluation may spend; one at a time goes on. */
interface Purse {
  effort: Effort;
}

/** Patterns are compiled once, with the expression. */
function environmentOf(root: ExpressionNode, { checker, purse }: { readonly checker: ExpressionChecker; readonly purse: Purse }): Environment {
  const matchers = new Map<string, PatternMatcher>();
  for (const { node, pattern } of patternsIn(root)) {
    if (pattern === undefined) throw checker.fault(node, "Pattern of matches() must be written out");
    const compiled = compilePattern(pattern);
    if ("error" in compiled) throw checker.fault(node, `Pattern ${JSON.stringify(pattern)} is not valid: ${compiled.error}`);
    matchers.set(pattern, paid(compiled, purse));
  }
  const compile = (pattern: string): PatternMatcher => matchers.get(pattern) ?? unknownPattern(pattern);
  return celEnv({ funcs: exactFunctions, re2: { compile } });
}

function paid(pattern: CompiledPattern, purse: Purse): PatternMatcher {
  return {
    test: (text) => {
      spend(purse.effort, pattern.size * text.length);
      return pattern.test(text);
    },
  };
}

function unknownPattern(pattern: string): never {
  throw new Error(`Pattern ${JSON.stringify(pattern)} was not compiled`);
}

/** What is made of constants alone has to have a value: `timestamp("soon")` never has one. */
function checkConstants(node: ExpressionNode, { environment, checker }: { readonly environment: Environment; readonly checker: ExpressionChecker }): boolean {
  if (node.exprKind.case === "comprehensionExpr") return false;
  const parts = partsOf(node).map((part) => checkConstants(part, { environment, checker }));
  if (node.exprKind.case === "identExpr" || parts.includes(false)) return false;
  const value = attempt(plan(environment, node), {});
  if (isCelError(value) || value instanceof Error) throw checker.fault(node, `It has no value: ${value.message}`);
  return true;
}
