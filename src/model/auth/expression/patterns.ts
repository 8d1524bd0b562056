import { RE2JS } from "@bufbuild/re2";
import { checkRe2, sizeOfRe2 } from "../../../kit/re2/check-re2.ts";
import type { ExpressionNode } from "./syntax.ts";

/** What a compiled pattern answers: whether it is found in a text. */
export interface PatternMatcher {
  test(text: string): boolean;
}

/** A compiled pattern, and instructions of its program, each of which may look at each character. */
export interface CompiledPattern extends PatternMatcher {
  readonly size: number;
}

/** A pattern as it stands in an expression; undefined when it is not written out there. */
export interface StandingPattern {
  readonly node: ExpressionNode;
  readonly pattern: string | undefined;
}

/** Patterns are run on what callers send: a small program bounds what that costs. */
const largestProgram = 2000;

/** The argument of every `matches` in an expression. */
export function patternsIn(node: ExpressionNode): readonly StandingPattern[] {
  const own = node.exprKind.case === "callExpr" && node.exprKind.value.function === "matches" ? [patternOf(node, node.exprKind.value.args)] : [];
  return [...own, ...partsOf(node).flatMap(patternsIn)];
}

/** Compiles a pattern, or says what is wrong with it. */
export function compilePattern(pattern: string): CompiledPattern | { readonly error: string } {
  const problem = checkRe2(pattern, { maxProgramSize: largestProgram });
  if (problem !== undefined) return { error: problem.message };
  try {
    const compiled = RE2JS.compile(pattern);
    return { size: sizeOfRe2(pattern), test: (text) => compiled.test(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function patternOf(node: ExpressionNode, [pattern]: readonly ExpressionNode[]): StandingPattern {
  const constant = pattern?.exprKind.case === "constExpr" ? pattern.exprKind.value.constantKind : undefined;
  return { node: pattern ?? node, pattern: constant?.case === "stringValue" ? constant.value : undefined };
}

/** The parts of a node that are nodes. */
export function partsOf({ exprKind }: ExpressionNode): readonly ExpressionNode[] {
  switch (exprKind.case) {
    case "selectExpr":
      return present([exprKind.value.operand]);
    case "callExpr":
      return present([exprKind.value.target, ...exprKind.value.args]);
    case "listExpr":
      return exprKind.value.elements;
    case "structExpr":
      return present(exprKind.value.entries.flatMap(({ keyKind, value }) => [keyKind.case === "mapKey" ? keyKind.value : undefined, value]));
    case "comprehensionExpr": {
      const { accuInit, iterRange, loopStep, result } = exprKind.value;
      return present([accuInit, iterRange, loopStep, result]);
    }
    default:
      return [];
  }
}

function present(nodes: readonly (ExpressionNode | undefined)[]): readonly ExpressionNode[] {
  return nodes.filter((node) => node !== undefined);
}
