import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import { type CommitRecord, recordPrefix } from "../../store/store.ts";
import type { AdminContext } from "../admin-context.ts";
import { showCommit } from "../history/show-commit.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { queryParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { auditListSchema } from "../resource/schemas.ts";
import { auditRecord } from "./audit-record.ts";

const query = z.strictObject({ limit: queryParameters.limit, cursor: queryParameters.cursor });

/** Where the log goes on: the store's cursor of its history, and the last moment that was told of what is no commit. */
const place = z.strictObject({ commits: z.string().exactOptional(), before: z.string() });

/** GET of everything that was changed, newest first: commits with their differences, and tokens. */
export function listAudit(context: AdminContext): Operation {
  return defineOperation({
    id: "listAudit",
    method: "get",
    path: "/v1/audit",
    tag: "History",
    summary: "Who changed what, when, from where, why and how",
    access: "fleet",
    parameters: { query },
    answers: { 200: jsonAnswer("A page of the audit log, newest first; `next` is the cursor of the next one", auditListSchema) },
    handle: async ({ principal, query: { limit = 100, cursor } }) => {
      const start = cursor === undefined ? undefined : decodeCursor(cursor, place);
      const history = await context.store.history({ limit, ...(start?.commits === undefined ? {} : { cursor: start.commits }) });
      // Entries that are no commits are few. A page has those of the time that its commits span; the last page has the rest.
      const since = history.cursor === undefined ? "" : (history.commits.at(-1)?.at ?? "");
      const others = (await otherEntries(context)).filter(({ at }) => at >= since && (start === undefined || at < start.before));
      const commits = history.commits.flatMap((record) => commitEntry(record, principal, context));
      const items = [...commits, ...others].sort((left, right) => (left.at < right.at ? 1 : -1)).map(({ entry }): Json => entry);
      const next = history.cursor === undefined ? {} : { next: encodeCursor({ commits: history.cursor, before: since }) };
      return { status: 200, body: { items, ...next } };
    },
  });
}

interface Entry {
  readonly at: string;
  readonly entry: JsonObject;
}

function commitEntry(record: CommitRecord, principal: Parameters<typeof showCommit>[1]["principal"], context: AdminContext): readonly Entry[] {
  const shown = showCommit(record, { principal, diff: true, from: true }, context);
  return shown === undefined ? [] : [{ at: record.at, entry: { action: "commit", ...shown } }];
}

async function otherEntries(context: AdminContext): Promise<readonly Entry[]> {
  const records = await context.store.listRecords(recordPrefix.audit);
  return records.flatMap(({ value }) => {
    const parsed = auditRecord.safeParse(value);
    if (!parsed.success) return [];
    const { schema: _schema, ...entry } = parsed.data;
    return [{ at: entry.at, entry }];
  });
}
