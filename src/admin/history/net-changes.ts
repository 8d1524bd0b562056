import { equalJson } from "../../kit/json.ts";
import { keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { ObjectChange, Store } from "../../store/store.ts";
import { commitsBetween } from "./walk-history.ts";

/** Which objects count. */
export type KeyFilter = (key: ObjectKey) => boolean;

/**
 * What is different between two revisions, by object, in key order: changed and changed back is nothing. `from` may be the later one.
 */
export async function netChanges(from: number, to: number, parts: { readonly store: Store; readonly wanted: KeyFilter }): Promise<readonly ObjectChange[]> {
  const changes = new Map<string, ObjectChange>();
  for await (const record of commitsBetween(Math.min(from, to), Math.max(from, to), parts.store)) {
    for (const { key, before, after } of record.changes) {
      if (!parts.wanted(key)) continue;
      const text = keyText(key);
      const first = changes.get(text);
      changes.set(text, { key, before: first === undefined ? before : first.before, after });
    }
  }
  const net = [...changes].filter(([, change]) => !sameContent(change.before, change.after)).sort(([left], [right]) => (left < right ? -1 : 1));
  return net.map(([, change]) => (from <= to ? change : { key: change.key, before: change.after, after: change.before }));
}

/** True when both have the same labels and spec, or neither exists. */
export function sameContent(left: StoredObject | undefined, right: StoredObject | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return equalJson(left.labels, right.labels) && equalJson(left.spec, right.spec);
}
