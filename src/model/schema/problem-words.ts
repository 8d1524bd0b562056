import { nearestName } from "../../kit/nearest-name.ts";
import type { Problem } from "../../kit/problem.ts";

/** What is wrong, before its place is known. */
export type Words = Omit<Problem, "pointer">;

/** A value as a message may show it; `value` is undefined when it is secret. */
export interface Shown {
  readonly text: string;
  readonly value: unknown;
}

/** Zod's names of types, in the words of people. */
export const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

/** A value of a type that is not accepted here. */
export function wrongType({ text, value }: Shown, accepted: readonly string[]): Words {
  const hint = quotesHint(value, accepted);
  return { code: "WRONG_TYPE", detail: `Value ${text} is not ${oneOf(accepted, "or")}`, ...(hint !== undefined && { hint }) };
}

/** Quotes too many or too few are the usual reason in YAML. */
function quotesHint(value: unknown, accepted: readonly string[]): string | undefined {
  if (accepted.includes("a text") && (typeof value === "number" || typeof value === "boolean")) return `Put it in quotes: "${value}"`;
  if (typeof value !== "string") return undefined;
  const number = accepted.some((name) => name === "a number" || name === "a whole number") && /^-?\d+(?:\.\d+)?$/u.test(value);
  const truth = accepted.includes("true or false") && (value === "true" || value === "false");
  return number || truth ? `Write it without quotes: ${value}` : undefined;
}

/** A value that is none of those that are accepted. */
export function wrongValue({ text, value }: Shown, values: readonly unknown[]): Words {
  const texts = values.map(String);
  const nearest = typeof value === "string" ? nearestName(value, texts) : undefined;
  return { code: "INVALID_VALUE", detail: `Value ${text} is not ${oneOf(texts, "or")}`, ...(nearest !== undefined && { hint: `Did you mean ${nearest}?` }) };
}

/** A number that is too large or small, a text or list that is too long or short; `limit` is for example `at most 5`. */
export function outOfRange({ text, value }: Shown, origin: string, limit: string): Words {
  if (origin === "string")
    return {
      code: "OUT_OF_RANGE",
      detail: `Text${typeof value === "string" ? ` of ${value.length} characters` : ""} has a wrong length; it must have ${limit}`,
    };
  if (Array.isArray(value)) return { code: "OUT_OF_RANGE", detail: `List has ${value.length} items; it must have ${limit}` };
  return { code: "OUT_OF_RANGE", detail: `Value ${text} is out of range; it must be ${limit}` };
}

/** Names in a row: `a, b or c`. */
export function oneOf(names: readonly string[], word: "or" | "and"): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1) ?? ""}`;
}
