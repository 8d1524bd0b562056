/** Why a text is not a regular expression that Envoy takes. */
export interface Re2Problem {
  /** RE2's words and the part that is wrong: `Invalid perl operator: (?=`. */
  readonly message: string;
  /** Where the part begins, counted as JavaScript counts characters. */
  readonly offset: number;
  /** The part of the pattern that is wrong. */
  readonly fragment: string;
  /** What would be right. */
  readonly hint: string;
}

/** Ends the parsing; made into a {@link Re2Problem} at the edge of this folder. */
export class Re2SyntaxError extends Error {
  override readonly name = "Re2SyntaxError";
  /** The wrong part, as places in the pattern's bytes. */
  readonly start: number;
  readonly end: number;
  readonly hint: string;

  constructor(message: string, place: readonly [start: number, end: number], hint: string) {
    super(message);
    [this.start, this.end] = place;
    this.hint = hint;
  }
}
