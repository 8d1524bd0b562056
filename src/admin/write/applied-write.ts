import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import type { PreparedWrite } from "./prepare-writes.ts";

/** What became of one object. */
export interface AppliedWrite {
  readonly key: ObjectKey;
  readonly change: "created" | "replaced" | "unchanged" | "deleted";
  readonly before: StoredObject | undefined;
  readonly after: StoredObject | undefined;
  /** Of an object without history: its ETag in the store, when it has one. */
  readonly recordETag: string | undefined;
}

/** Names what happened by what there was before and is now. */
export function applied(write: PreparedWrite, after: StoredObject | undefined): AppliedWrite {
  const { key, before, recordETag } = write;
  if (after === undefined) return { key, change: "deleted", before, after, recordETag };
  if (before === undefined) return { key, change: "created", before, after, recordETag };
  return { key, change: after === before ? "unchanged" : "replaced", before, after, recordETag };
}
