import type { SeededRandom } from "../load/seeded-random.ts";

/** A way to compare a text, as a route writes it. */
export type TextMatch = Readonly<Partial<Record<"exact" | "prefix" | "suffix" | "contains" | "regex", string> & Record<"present", true>>>;

const letters = ["a", "b", "ab", "A", "ba", "aab", "1"];
const awkward = ["", "a b", "a,b", "a%20b", "a+b", "a;b", '"a"', "a=b", "%"];

/** Of these a query may have: the others are refused, because nobody can send them. */
const sendable = awkward.filter((text) => !text.includes(" "));

/** Expressions, each with texts that it matches. */
const expressions: Readonly<Record<string, readonly string[]>> = {
  "a.*": ["a", "ab", "a,b"],
  "[ab]+": ["a", "b", "aab"],
  "a|b": ["a", "b"],
  "(?i)AB": ["ab", "aB"],
  "": [""],
  "(a%20)?b": ["b", "a%20b"],
};

/** A text that names and values of requests are made of; now and then an awkward one. */
export function randomText(random: SeededRandom): string {
  return random.below(5) === 0 ? random.pick(awkward) : random.pick(letters);
}

/** One of the ways to compare a text. */
export function randomTextMatch(random: SeededRandom, place: "header" | "query" | "cookie"): TextMatch {
  const text = random.pick(letters);
  switch (random.below(6)) {
    case 0:
      return { prefix: text };
    case 1:
      return { suffix: text };
    case 2:
      return { contains: text };
    case 3:
      return { regex: random.pick(Object.keys(expressions).filter((each) => each !== "")) };
    case 4:
      return { present: true };
    default:
      return { exact: random.below(4) === 0 ? random.pick(place === "query" ? sendable : awkward) : text };
  }
}

/** A text that the comparison holds for. */
export function textFor(match: TextMatch, random: SeededRandom): string {
  if (match.exact !== undefined) return match.exact;
  if (match.prefix !== undefined) return `${match.prefix}${randomText(random)}`;
  if (match.suffix !== undefined) return `${randomText(random)}${match.suffix}`;
  if (match.contains !== undefined) return `${randomText(random)}${match.contains}${randomText(random)}`;
  if (match.regex !== undefined) return random.pick(expressions[match.regex] ?? [""]);
  return randomText(random);
}
