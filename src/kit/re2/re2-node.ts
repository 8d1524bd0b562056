import type { ByteSet } from "./byte-set.ts";

/** What is asked between two bytes, without taking one. */
export type Assertion = "begin-text" | "end-text" | "begin-line" | "end-line" | "word-boundary" | "no-word-boundary";

/** A parsed expression. Flags are worked in: a letter under `(?i)` is a set of both cases. */
export type Re2Node =
  | { readonly kind: "bytes"; readonly set: ByteSet }
  | { readonly kind: "empty" }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "group"; readonly index: number; readonly node: Re2Node }
  | { readonly kind: "sequence"; readonly nodes: readonly Re2Node[] }
  | { readonly kind: "choice"; readonly nodes: readonly Re2Node[] }
  | { readonly kind: "repeat"; readonly node: Re2Node; readonly min: number; readonly max: number; readonly isGreedy: boolean };
