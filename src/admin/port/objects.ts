import type { ObjectKey, StoredObject } from "../../model/object/object.ts";

/**
 * The newest state that this replica knows, filled from the store's watch. It answers while the store is out, and it is what
 * references are checked against. `ObjectProjection` is the implementation; `main` may bring its own.
 */
export interface ObjectsPort {
  /** False while the watch says that the store cannot be reached, and before the first snapshot. */
  readonly live: boolean;
  /** Newest revision it contains. */
  readonly revision: number;
  get(key: ObjectKey): StoredObject | undefined;
  /** In key order, starting after the key text `after`. */
  list(query: ProjectionQuery): Iterable<StoredObject>;
  /** The objects that refer to this one, in key order. */
  referrers(key: ObjectKey): readonly ObjectKey[];
  /** Resolves to true as soon as `revision` is contained, to false after `timeoutMs`. */
  reached(revision: number, timeoutMs: number): Promise<boolean>;
}

/** Which objects to list. */
export interface ProjectionQuery {
  readonly kind: ObjectKey["kind"];
  readonly namespace?: string;
  readonly after?: string;
}
