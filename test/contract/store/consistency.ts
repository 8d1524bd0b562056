import { expect } from "vitest";
import { equalJson } from "../../../src/kit/json.ts";
import { keyText, type StoredObject } from "../../../src/model/object/object.ts";
import type { CommitRecord, ListQuery, Store } from "../../../src/store/store.ts";
import { numbers } from "./watching.ts";

/** All objects, now or at a revision, by key. */
async function stateOf(store: Store, query: Pick<ListQuery, "revision"> = {}): Promise<Map<string, StoredObject>> {
  const found: StoredObject[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ ...query, limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.objects);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return new Map(found.map((object) => [keyText(object), object]));
}

/** All commits that are kept, oldest first. */
async function historyOf(store: Store): Promise<CommitRecord[]> {
  const found: CommitRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.history({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.commits);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found.toReversed();
}

/** The state that commits make of an earlier one. */
function replay(state: ReadonlyMap<string, StoredObject>, commits: readonly CommitRecord[]): Map<string, StoredObject> {
  const next = new Map(state);
  for (const { key, before, after } of commits.flatMap(({ changes }) => changes)) {
    // Faster than a matcher, of which there would be hundreds of thousands.
    if (!equalJson(next.get(keyText(key)), before)) expect(before).toEqual(next.get(keyText(key)));
    if (after === undefined) next.delete(keyText(key));
    else next.set(keyText(key), after);
  }
  return next;
}

/** What must hold whatever happened: a history without gaps up to the newest revision, which makes the present state of the oldest one. */
export async function expectConsistent(store: Store): Promise<CommitRecord[]> {
  const commits = await historyOf(store);
  const newest = await store.revision();
  const oldest = commits[0]?.revision ?? newest + 1;
  expect(commits.map(({ revision }) => revision)).toEqual(numbers(oldest, newest));
  const now = await stateOf(store);
  const made = replay(await stateOf(store, { revision: oldest - 1 }), commits);
  expect(JSON.stringify([...made].toSorted(byKey))).toBe(JSON.stringify([...now].toSorted(byKey)));
  return commits;
}

function byKey(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : 1;
}
