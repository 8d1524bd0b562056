import type { Json, JsonObject } from "../../kit/json.ts";
import { ephemeralKinds, type ObjectKey } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { diffOfChange } from "../history/diff-objects.ts";
import { opaqueETag, revisionETag } from "../http/etag.ts";
import type { Answer, Call } from "../http/operation.ts";
import { objectName } from "../problem/violation.ts";
import { objectPath } from "../resource/kind-paths.ts";
import { showObject, showStatus } from "../resource/show-object.ts";
import type { AppliedWrite } from "./applied-write.ts";
import { applyWrites } from "./apply-writes.ts";
import { waitRollout } from "./wait-rollout.ts";
import type { WriteContent } from "./write-intent.ts";
import { conditionOf, reasonOf, type WriteHeaders, type WriteQuery } from "./write-options.ts";

/** A request that changes one object by its own address. */
export interface SingleWrite {
  readonly key: ObjectKey;
  readonly content: WriteContent;
  readonly call: Pick<Call, "principal" | "from" | "signal">;
  readonly query: WriteQuery;
  readonly headers: WriteHeaders;
}

/** Makes the change and answers the object as it is now, with what the write did under `write`; of a deleted one what it is known by. */
export async function singleWriteAnswer({ key, content, call, query, headers }: SingleWrite, context: AdminContext): Promise<Answer> {
  const outcome = await applyWrites(
    {
      intents: [{ key, content, condition: conditionOf(query, headers) }],
      principal: call.principal,
      from: call.from,
      reason: reasonOf(query, headers),
      dryRun: query.dryRun ?? false,
      single: true,
    },
    context,
  );
  const [write] = outcome.writes as readonly [AppliedWrite];
  const rollout = await waitRollout(outcome, query, { context, signal: call.signal });
  const dryRun = query.dryRun === true ? { dryRun: true, diff: diffOfChange(write, context) } : {};
  const facts: Json = { change: write.change, revision: outcome.revision, notices: [...outcome.notices], ...rollout, ...dryRun };
  const status = write.change === "created" && query.dryRun !== true ? 201 : 200;
  return { status, headers: headersOf(write, status), body: { ...shown(write, query, context), write: facts } };
}

function shown(write: AppliedWrite, query: WriteQuery, context: AdminContext): JsonObject {
  if (write.after === undefined) return { ...objectName(write.key) };
  const status = query.dryRun === true ? {} : showStatus(write.after, context);
  return { ...showObject(write.after, context), ...status };
}

function headersOf({ key, after, recordETag }: AppliedWrite, status: number): Readonly<Record<string, string>> {
  if (after === undefined) return {};
  const etag = ephemeralKinds.has(key.kind) ? recordETag : after.revision;
  const location = status === 201 ? { Location: objectPath(key) } : {};
  if (etag === undefined) return location;
  return { ETag: typeof etag === "number" ? revisionETag(etag) : opaqueETag(etag), ...location };
}
