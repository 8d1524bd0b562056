/** Characters of a key that are shown, at most. */
const longestBeginning = 8;

/**
 * How an API key begins: what people recognise it by who find it, or a part of it, in a log or a repository. A quarter of its characters and at most eight, so that at
 * least twelve are nobody's but its owner's.
 */
export function keyBeginning(key: string): string {
  return key.slice(0, Math.min(longestBeginning, Math.floor(key.length / 4)));
}
