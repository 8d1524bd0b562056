import { equalJson } from "../../kit/json.ts";
import { keyOf, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { CommitRecord, CommitRequest, Conflict, ObjectChange, ObjectWrite } from "../store.ts";
import { keyOfWrite } from "./check-commit.ts";

/** Finds the object as it is now. */
export type Lookup = (key: ObjectKey) => StoredObject | undefined;

/** What a commit would do: nothing because expectations do not hold (all of them are listed), or these changes, which may be none. */
export type CommitPlan = { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] } | { readonly kind: "changes"; readonly record: CommitRecord };

/**
 * Compares a checked request with what is stored. The record has `revision`; when its changes are none, nothing is to be written and no revision
 * made. The one place where expectations are checked and changes computed, whatever the adapter.
 */
export function planCommit(request: CommitRequest, revision: number, lookup: Lookup): CommitPlan {
  const conflicts: Conflict[] = [];
  const changes: ObjectChange[] = [];
  for (const write of request.writes) {
    const key = keyOf(keyOfWrite(write));
    const before = lookup(key);
    const actual = before?.revision ?? "absent";
    if (write.expected !== "any" && write.expected !== actual) {
      conflicts.push({ key, expected: write.expected, actual });
      continue;
    }
    const after = write.kind === "put" ? afterPut(write, before, { request, revision }) : undefined;
    if (after !== before) changes.push({ key, before, after });
  }
  if (conflicts.length > 0) return { kind: "conflict", conflicts };
  const { author, reason, from, at } = request;
  return { kind: "changes", record: { revision, author, reason, ...(from !== undefined && { from }), at, changes } };
}

function afterPut(
  write: Extract<ObjectWrite, { kind: "put" }>,
  before: StoredObject | undefined,
  { request, revision }: { request: CommitRequest; revision: number },
): StoredObject {
  const written = write.object;
  if (before !== undefined && equalJson(written.spec, before.spec) && equalJson(written.labels, before.labels)) return before;
  const createdAt = before?.createdAt ?? request.at;
  return { ...written, revision, createdAt, updatedAt: request.at, owner: before?.owner ?? request.author };
}
