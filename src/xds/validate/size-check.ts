import { type LengthWords, lengthCheck } from "./rule/length-check.ts";
import type { RuleReader } from "./rule/rule-reader.ts";
import type { Broken } from "./violation.ts";

/** Compiles the bounds of a list (`min_items`, `max_items`) or a map (`min_pairs`, `max_pairs`); `undefined` without bounds. */
export function sizeCheck(rules: RuleReader, least: string, most: string): ((size: number) => Broken | undefined) | undefined {
  const [from, to] = [rules.number(least), rules.number(most)];
  return lengthCheck({
    least: from === undefined ? undefined : { rule: `${rules.kind}.${least}`, limit: from },
    most: to === undefined ? undefined : { rule: `${rules.kind}.${most}`, limit: to },
    words: wordsFor(rules.kind === "map" ? "pair" : "item"),
  });
}

function wordsFor(noun: string): LengthWords {
  return {
    exactly: (limit) => `value must contain exactly ${String(limit)} ${noun}(s)`,
    between: (least, most) => `value must contain between ${String(least)} and ${String(most)} ${noun}s, inclusive`,
    atLeast: (limit) => `value must contain at least ${String(limit)} ${noun}(s)`,
    atMost: (limit) => `value must contain no more than ${String(limit)} ${noun}(s)`,
  };
}
