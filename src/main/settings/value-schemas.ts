import { type ListenAddress, parseListenAddress } from "../../kit/listen-address.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import { textSchema } from "./option.ts";

/** The schema of an address to listen on. */
export const addressSchema = textSchema(parseAddress);

/** A schema for one of some words; a near miss gets the word that was meant. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return textSchema<Word>((text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return { value: found };
    const meant = nearestName(text, words);
    return { expected: `must be ${listed(words)}${meant === undefined ? "" : `: did you mean ${meant}?`}` };
  });
}

/** Words in a row: `a, b or c`. */
export function listed(words: readonly string[], join: "and" | "or" = "or"): string {
  return `${words.slice(0, -1).join(", ")} ${join} ${words.at(-1) ?? ""}`;
}

function parseAddress(text: string): { readonly value: ListenAddress } | { readonly expected: string } {
  const address = parseListenAddress(text);
  return "code" in address ? { expected: "must be HOST:PORT, for example 127.0.0.1:18080 or [::1]:18080, with a port of 0 to 65535" } : { value: address };
}
