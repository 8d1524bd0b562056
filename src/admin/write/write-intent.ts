import type { Json } from "../../kit/json.ts";
import type { PatchResult } from "../../kit/json-patch.ts";
import type { ObjectKey, WrittenObject } from "../../model/object/object.ts";
import type { Principal } from "../access/principal.ts";
import type { ETagCondition } from "../http/etag.ts";

/**
 * What must be true of the object that is there.
 * - `unsaid`: nothing was said, so that an existing object stays (428).
 * - `absent`: none is there (`If-None-Match: *`).
 * - `match`: it has this ETag (`If-Match`).
 * - `any`: whatever is there (`force`).
 * - `equal`: none is there, or one with this very content (import).
 */
export type WriteCondition = { readonly kind: "unsaid" | "absent" | "any" | "equal" } | { readonly kind: "match"; readonly etags: ETagCondition };

/**
 * What an object shall become.
 * - `document`: what a person wrote.
 * - `patch`: a change to the object as it is read; undefined members as in the object.
 * - `stored`: a version that was in force once, secrets sealed.
 * - `nothing`: it is deleted.
 */
export type WriteContent =
  | { readonly kind: "document"; readonly document: Json }
  | { readonly kind: "patch"; readonly apply: (document: Json) => PatchResult }
  | { readonly kind: "stored"; readonly object: WrittenObject }
  | { readonly kind: "nothing" };

/** One change that is asked for. */
export interface WriteIntent {
  readonly key: ObjectKey;
  readonly condition: WriteCondition;
  readonly content: WriteContent;
}

/** Changes that are asked for together: all of them are made, or none. */
export interface WriteRequest {
  readonly intents: readonly WriteIntent[];
  readonly principal: Principal;
  readonly from: string;
  readonly reason: string;
  /** Check everything, change nothing. */
  readonly dryRun: boolean;
  /** One object by its own address: violations need not name it, and the current version is shown when a precondition fails. */
  readonly single: boolean;
}
