import type { CommitRecord } from "../store.ts";

/** A commit as it was before it became JSON, which drops a `before` or `after` that is undefined. */
export function wholeCommit({ changes, ...head }: CommitRecord): CommitRecord {
  return { ...head, changes: changes.map(({ key, before, after }) => ({ key, before, after })) };
}
