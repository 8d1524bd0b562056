import type { Problem } from "../../../kit/problem.ts";
import { compileExpression } from "./compile-expression.ts";
import { ExpressionError } from "./expression-error.ts";

/** What is wrong with an expression; what cannot be evaluated exactly as the specification says is wrong too. */
export function expressionProblems(text: string | undefined, pointer: string): readonly Problem[] {
  if (text === undefined) return [];
  try {
    compileExpression(text);
    return [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { offset, message, hint } = error;
    const before = text.slice(0, offset).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
    return [{ code: "INVALID_EXPRESSION", pointer, detail: `Expression is not valid at ${place}: ${message}`, ...(hint !== undefined && { hint }) }];
  }
}
