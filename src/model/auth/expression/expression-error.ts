/** What is wrong with an expression, and where: the number of its first character in the text, from 0. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
  readonly offset: number;
  readonly hint: string | undefined;
  constructor(message: string, { offset, hint, cause }: { readonly offset: number; readonly hint?: string | undefined; readonly cause?: unknown }) {
    super(message, { cause });
    this.offset = offset;
    this.hint = hint;
  }
}
