import type { CompactOptions, Store } from "../../store/store.ts";
import { recordPrefix } from "../../store/store.ts";

/**
 * Forgets entries of the audit log that are no commits, by the limits that hold for commits: at least `keep` of the newest stay, and whatever is not
 * older than `olderThan`. Answers how many are gone.
 */
export async function trimAudit(store: Pick<Store, "listRecords" | "deleteRecord">, { keep, olderThan }: CompactOptions): Promise<number> {
  const keys = (await store.listRecords(recordPrefix.audit)).map(({ key }) => key).sort();
  const old = keys.slice(0, Math.max(0, keys.length - keep)).filter((key) => momentOf(key) < Date.parse(olderThan));
  for (const key of old) await store.deleteRecord(key);
  return old.length;
}

/** Milliseconds since 1970, which the key begins with. */
function momentOf(key: string): number {
  return Number.parseInt(key.slice(recordPrefix.audit.length), 10);
}
