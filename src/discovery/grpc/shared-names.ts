import { contentHash } from "../../kit/hash.ts";

/** Shorter lists are not worth sharing. */
const sharedFrom = 64;

/** So many lists are remembered: proxies of one view ask for the same names in the same order, and there are few views. */
const remembered = 64;

const lists = new Map<string, readonly string[]>();

/**
 * The list that was read before with the same names, else this one. A thousand proxies that ask for the same thousand endpoint sets
 * hold one list of them, and are answered by the same encoded response.
 */
export function sharedNames(names: readonly string[]): readonly string[] {
  if (names.length < sharedFrom) return names;
  const key = contentHash(names.join("\n"));
  const known = lists.get(key) ?? names;
  lists.delete(key);
  lists.set(key, known);
  const [oldest] = lists.keys();
  if (lists.size > remembered && oldest !== undefined) lists.delete(oldest);
  return known;
}
