import { parse } from "@bufbuild/cel";
import { ExpressionError } from "./expression-error.ts";

/** An expression as the parser reads it: its tree, and where in the text each part stands. */
export type ParsedExpression = ReturnType<typeof parse>;

/** A part of the tree. */
export type ExpressionNode = NonNullable<ParsedExpression["expr"]>;

/** Of one kind of part, what it is made of. */
export type NodeOf<Kind extends ExpressionNode["exprKind"]["case"]> =
  Extract<ExpressionNode["exprKind"], { readonly case: Kind }> extends {
    readonly value: infer Value;
  }
    ? Value
    : never;

/** Longer chains of brackets and operators before a value are not read: the parser calls itself for each. */
const deepest = 64;

/** Reads an expression; throws an {@link ExpressionError} when it is none. */
export function parseExpression(text: string): { readonly parsed: ParsedExpression; readonly root: ExpressionNode } {
  if (nesting(text) > deepest) throw new ExpressionError(`Expression is nested deeper than ${deepest}`, { offset: 0 });
  try {
    const parsed = parse(text);
    return { parsed, root: parsed.expr };
  } catch (error) {
    throw syntaxError(error);
  }
}

function syntaxError(error: unknown): ExpressionError {
  const { rawMessage, message, location } = error as { rawMessage?: string; message: string; location?: { start: { offset: number } } };
  const told = (rawMessage ?? message).replace(/^<input>:\d+:\d+: /u, "");
  return new ExpressionError(`It is not CEL: ${told}`, { offset: location?.start.offset ?? 0, cause: error });
}

/** The most brackets that are open at once. Those in texts count too, which only makes the bound a little narrower. */
function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
    most = Math.max(most, depth);
  }
  return most;
}
