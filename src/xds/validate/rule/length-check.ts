import type { Broken } from "../violation.ts";

/** Bounds of a length, and the words that Envoy uses for them. */
export interface LengthBounds {
  readonly least: { readonly rule: string; readonly limit: number } | undefined;
  readonly most: { readonly rule: string; readonly limit: number } | undefined;
  readonly words: LengthWords;
}

/** Envoy's words for one kind of length. */
export interface LengthWords {
  readonly exactly: (limit: number) => string;
  readonly between: (least: number, most: number) => string;
  readonly atLeast: (limit: number) => string;
  readonly atMost: (limit: number) => string;
}

/** Asks a length; `undefined` when there are no bounds. */
export function lengthCheck({ least, most, words }: LengthBounds): ((length: number) => Broken | undefined) | undefined {
  if (least === undefined && most === undefined) return undefined;
  const reason = reasonOf(least?.limit, most?.limit, words);
  const low = { rule: least?.rule ?? "", reason };
  const high = { rule: most?.rule ?? "", reason };
  const from = least?.limit ?? 0;
  const to = most?.limit ?? Number.POSITIVE_INFINITY;
  return (length) => {
    if (length < from) return low;
    return length > to ? high : undefined;
  };
}

function reasonOf(least: number | undefined, most: number | undefined, words: LengthWords): string {
  if (least === undefined) return words.atMost(most ?? 0);
  if (most === undefined) return words.atLeast(least);
  return least === most ? words.exactly(least) : words.between(least, most);
}
