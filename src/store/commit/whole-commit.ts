import type { CommitRecord } from "../store.ts";

/** A commit as it was before it became JSON, which drops a `before` or `after` that is undefined. */
export function wholeCommit({ revision, author, reason, at, changes }: CommitRecord): CommitRecord {
  return { revision, author, reason, at, changes: changes.map(({ key, before, after }) => ({ key, before, after })) };
}
