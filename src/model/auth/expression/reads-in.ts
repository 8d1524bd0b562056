import type { ExpressionRead } from "./check-expression.ts";
import { compileExpression } from "./compile-expression.ts";
import { ExpressionError } from "./expression-error.ts";

/**
 * What an expression of a policy reads. What another version has taken and this one does not reads nothing: the service lets nobody in by it, and no other route may
 * be hurt by it.
 */
export function readsIn(when: string): readonly ExpressionRead[] {
  try {
    return compileExpression(when).reads;
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}
