import type { CommitRecord, Store } from "../../store/store.ts";
import { AdminError } from "../problem/admin-error.ts";

/**
 * The commits after `from` up to `to`, oldest first, straight from where they begin: that is what a watch can do. `to` must not be
 * newer than the store. Throws 410 when one of them was forgotten, and the store's error when it cannot be reached.
 */
export async function* commitsBetween(from: number, to: number, store: Store): AsyncGenerator<CommitRecord> {
  if (from >= to) return;
  const end = new AbortController();
  try {
    for await (const event of store.watch({ after: from, signal: end.signal })) {
      if (event.kind === "outage") throw event.error;
      if (event.kind === "snapshot") throw new AdminError("COMPACTED", `Revision ${from + 1} was forgotten, history begins later`);
      if (event.kind !== "commit") continue;
      yield event.record;
      if (event.record.revision >= to) return;
    }
  } finally {
    end.abort();
  }
}

/** One commit. Throws 404 for one that was not made yet, 410 for one that was forgotten. */
export async function findCommit(revision: number, store: Store): Promise<CommitRecord> {
  if (revision > (await store.revision())) throw new AdminError("NOT_FOUND", `Revision ${revision} does not exist yet`);
  for await (const record of commitsBetween(revision - 1, revision, store)) return record;
  throw new AdminError("COMPACTED", `Revision ${revision} was forgotten`);
}
