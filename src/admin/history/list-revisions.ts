import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { fleetKinds, type Kind, type ObjectKey } from "../../model/object/object.ts";
import type { HistoryQuery } from "../../store/store.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Answer, Operation } from "../http/operation.ts";
import { flag, queryParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { collectionPath } from "../resource/kind-paths.ts";
import { demandRead } from "../resource/list-sources.ts";
import { objectKeyOf, objectParameters } from "../resource/object-key.ts";
import { commitListSchema } from "../resource/schemas.ts";
import { type CommitView, showCommit } from "./show-commit.ts";

const query = z.strictObject({
  limit: queryParameters.limit,
  cursor: queryParameters.cursor,
  diff: flag.describe("true: tell what changed inside the objects. Default false").exactOptional(),
});

/** GET of all commits, newest first. */
export function listRevisions(context: AdminContext): Operation {
  return defineOperation({
    id: "listRevisions",
    method: "get",
    path: "/v1/revisions",
    tag: "History",
    summary: "List revisions, newest first",
    access: "token",
    parameters: { query },
    answers: { 200: jsonAnswer("A page of revisions; `next` is the cursor of the next one", commitListSchema) },
    handle: ({ principal, query: options }) => page(options, { principal, diff: options.diff ?? false }, context),
  });
}

/** GET of the commits that changed one object. They stay when it is deleted. */
export function objectHistory(kind: Kind, context: AdminContext): Operation {
  return defineOperation({
    id: `history${kind}`,
    method: "get",
    path: `${collectionPath(kind)}/{name}/history`,
    tag: kind,
    summary: `List the revisions that changed a ${kind}, newest first`,
    access: fleetKinds.has(kind) ? "fleet" : "token",
    parameters: { path: objectParameters(kind), query },
    answers: { 200: jsonAnswer("A page of revisions; each has the change of this object alone", commitListSchema) },
    handle: ({ principal, path, query: options }) => {
      const key = objectKeyOf(kind, path);
      demandRead(principal, key.namespace);
      return page({ ...options, key }, { principal, diff: options.diff ?? true }, context);
    },
  });
}

interface PageRequest {
  readonly key?: ObjectKey;
  readonly limit?: number;
  readonly cursor?: string;
}

async function page(request: PageRequest, view: CommitView, context: AdminContext): Promise<Answer> {
  const { key, limit, cursor } = request;
  const historyQuery: HistoryQuery = { ...(key && { key }), ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
  const { commits, cursor: next } = await context.store.history(historyQuery);
  const items = commits.flatMap((record): readonly Json[] => {
    const own = key === undefined ? record : { ...record, changes: record.changes.filter((change) => sameKey(change.key, key)) };
    const shown = showCommit(own, view, context);
    return shown === undefined ? [] : [shown];
  });
  return { status: 200, body: { items, ...(next === undefined ? {} : { next }) } };
}

function sameKey(left: ObjectKey, right: ObjectKey): boolean {
  return left.kind === right.kind && left.namespace === right.namespace && left.name === right.name;
}
