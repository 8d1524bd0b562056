import type { Json, JsonObject } from "../../kit/json.ts";
import type { CommitRecord, ObjectChange } from "../../store/store.ts";
import { mayRead, type Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { objectName } from "../problem/violation.ts";
import { diffOfChange } from "./diff-objects.ts";

/** How much of a commit is shown. */
export interface CommitView {
  readonly principal: Principal;
  /** Tell what changed inside the objects. */
  readonly diff: boolean;
  /** Tell where the write came from; for the audit log. */
  readonly from?: boolean;
}

/** A commit as a caller may see it: the changes in the namespaces that the token covers. Undefined when there are none. */
export function showCommit(record: CommitRecord, view: CommitView, context: AdminContext): JsonObject | undefined {
  const visible = record.changes.filter(({ key }) => mayRead(view.principal, key.namespace));
  if (visible.length === 0) return undefined;
  const { revision, author, reason, at, from } = record;
  const hidden = record.changes.length - visible.length;
  return {
    revision,
    author,
    reason,
    at,
    ...(view.from === true && from !== undefined ? { from } : {}),
    changes: visible.map((change) => showChange(change, view.diff, context)),
    ...(hidden === 0 ? {} : { hiddenChanges: hidden }),
  };
}

function showChange(change: ObjectChange, diff: boolean, context: AdminContext): Json {
  return { ...objectName(change.key), change: nameOfChange(change), ...(diff ? { diff: diffOfChange(change, context) } : {}) };
}

/** What a change did. */
export function nameOfChange({ before, after }: ObjectChange): "created" | "replaced" | "deleted" {
  if (before === undefined) return "created";
  return after === undefined ? "deleted" : "replaced";
}
