import { contentHash } from "../../kit/hash.ts";

/** What longer keys are cut to, in characters, by a hash of 128 bits. */
const longestKey = 120;

/**
 * Joins parts so that no two lists of parts make the same text: each part is preceded by its length. What gets long is replaced by its hash, so
 * that a caller who chooses values cannot fill the store with them.
 */
export function joinKey(kind: string, parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join("");
  return text.length <= longestKey ? `${kind}${text}` : `${kind}#${contentHash(text)}`;
}
