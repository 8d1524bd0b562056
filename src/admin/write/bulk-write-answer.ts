import type { Json } from "../../kit/json.ts";
import { ephemeralKinds } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { diffOfChange } from "../history/diff-objects.ts";
import { opaqueETag, revisionETag } from "../http/etag.ts";
import type { Answer, Call } from "../http/operation.ts";
import { objectName } from "../problem/violation.ts";
import type { AppliedWrite } from "./applied-write.ts";
import { applyWrites } from "./apply-writes.ts";
import { waitRollout } from "./wait-rollout.ts";
import type { WriteIntent } from "./write-intent.ts";
import { reasonOf, type WriteHeaders, type WriteQuery } from "./write-options.ts";

/** A request that changes many objects. */
export interface BulkWrite {
  readonly intents: readonly WriteIntent[];
  readonly call: Pick<Call, "principal" | "from" | "signal">;
  readonly query: WriteQuery;
  readonly headers: WriteHeaders;
  /** The reason in the body, when it has one. */
  readonly reason?: string;
}

/** Makes the changes together and answers what became of each; a dry run tells the differences too. */
export async function bulkWriteAnswer({ intents, call, query, headers, reason }: BulkWrite, context: AdminContext): Promise<Answer> {
  const dryRun = query.dryRun ?? false;
  const { principal, from, signal } = call;
  const outcome = await applyWrites({ intents, principal, from, reason: reasonOf(query, headers, reason), dryRun, single: false }, context);
  const rollout = await waitRollout(outcome, query, { context, signal });
  const changes = outcome.writes.map((write) => resultOf(write, dryRun, context));
  return { status: 200, body: { revision: outcome.revision, dryRun, changes, notices: [...outcome.notices], ...rollout } };
}

function resultOf(write: AppliedWrite, dryRun: boolean, context: AdminContext): Json {
  const { key, change, after, recordETag } = write;
  const etag = ephemeralKinds.has(key.kind) ? recordETag && opaqueETag(recordETag) : after && revisionETag(after.revision);
  const shownETag = etag === undefined || dryRun ? {} : { etag };
  const diff = dryRun && change !== "unchanged" ? { diff: diffOfChange(write, context) } : {};
  return { ...objectName(key), change, ...shownETag, ...diff };
}
