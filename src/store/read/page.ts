import { keyOf, keyText, type StoredObject } from "../../model/object/object.ts";
import { type HistoryQuery, type ListQuery, type ObjectChange, type ObjectPage, StoreError } from "../store.ts";
import { type HistoryCursor, historyCursor, type ListCursor, listCursor } from "./cursor.ts";
import { compareKeys, isInRange, type ObjectRange } from "./object-table.ts";

/** What was changed after a revision, by key text: the first change of each object, whose `before` is its state at that revision. */
export type Undo = ReadonlyMap<string, ObjectChange>;

const defaultLimit = 100;
const maxLimit = 1000;

/** A list query that was understood: `revision` is set by the caller or by the cursor. */
export interface ListPlan {
  readonly range: ObjectRange;
  readonly revision: number | undefined;
}

/** Reads a query. Throws `ERR_STORE_INVALID_REQUEST` and `ERR_STORE_INVALID_CURSOR`. */
export function planList(query: ListQuery): ListPlan {
  if (query.namespace !== undefined && query.kind === undefined) {
    throw new StoreError("ERR_STORE_INVALID_REQUEST", `Namespace "${query.namespace}" can be listed together with a kind only`);
  }
  const cursor: ListCursor | undefined = query.cursor === undefined ? undefined : listCursor.read(query.cursor);
  if (cursor !== undefined && (cursor.kind !== query.kind || cursor.namespace !== query.namespace)) throw otherQuery(query.cursor);
  if (cursor !== undefined && query.revision !== undefined && cursor.revision !== query.revision) throw otherQuery(query.cursor);
  const range = { kind: query.kind, namespace: query.namespace, after: cursor?.after, limit: checkedLimit(query.limit) };
  return { range, revision: cursor?.revision ?? query.revision };
}

/** One page at `revision`. `current` reads the objects as they are now; `undo` is what has changed since. */
export function pageAt(
  plan: ListPlan,
  revision: number,
  { current, undo }: { current: (range: ObjectRange) => readonly StoredObject[]; undo: Undo },
): ObjectPage {
  const { range } = plan;
  const changed = [...undo.values()].filter((change) => isInRange(change.key, range));
  const now = current({ ...range, limit: range.limit + 1 + changed.length });
  const then = changed.flatMap(({ before }) => (before === undefined ? [] : [before]));
  const objects = [...now.filter((object) => !undo.has(keyText(object))), ...then];
  if (then.length > 0) objects.sort(compareKeys);
  const last = objects[range.limit - 1];
  if (objects.length <= range.limit || last === undefined) return { objects, revision };
  const cursor = listCursor.write({ revision, kind: range.kind, namespace: range.namespace, after: keyOf(last) });
  return { objects: objects.slice(0, range.limit), revision, cursor };
}

/** A history query that was understood: commits before `before` (exclusive), newest first. */
export interface HistoryPlan {
  readonly before: number | undefined;
  readonly limit: number;
}

/** Reads a query. Throws `ERR_STORE_INVALID_REQUEST` and `ERR_STORE_INVALID_CURSOR`. */
export function planHistory(query: HistoryQuery): HistoryPlan {
  const limit = checkedLimit(query.limit);
  if (query.cursor === undefined) return { before: undefined, limit };
  const cursor: HistoryCursor = historyCursor.read(query.cursor);
  if (cursor.key !== (query.key === undefined ? undefined : keyText(query.key))) throw otherQuery(query.cursor);
  return { before: cursor.before, limit };
}

/** The cursor that continues after the oldest commit of a page. */
export function nextHistoryCursor(query: HistoryQuery, oldestShown: number): string {
  return historyCursor.write({ before: oldestShown, key: query.key === undefined ? undefined : keyText(query.key) });
}

/** Throws when the revision is forgotten or not made yet. */
export function checkRevision(revision: number, head: { readonly revision: number; readonly oldest: number }): void {
  if (!Number.isSafeInteger(revision) || revision < 0)
    throw new StoreError("ERR_STORE_INVALID_REQUEST", `Revision ${revision} is not a whole number from 0 on`);
  if (revision > head.revision) throw new StoreError("ERR_STORE_FUTURE_REVISION", `Revision ${revision} does not exist yet, the newest is ${head.revision}`);
  if (revision < head.oldest - 1) throw compacted(revision, head.oldest);
}

/** The error for a revision whose history is gone. */
export function compacted(revision: number, oldest: number): StoreError {
  return new StoreError("ERR_STORE_COMPACTED", `Revision ${revision} is no longer kept, history starts at ${oldest}`);
}

function checkedLimit(limit = defaultLimit): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new StoreError("ERR_STORE_INVALID_REQUEST", `Limit ${limit} is not a whole number from 1 to ${maxLimit}`);
}

function otherQuery(cursor: string | undefined): StoreError {
  return new StoreError("ERR_STORE_INVALID_CURSOR", `Cursor "${cursor}" belongs to another query`);
}
