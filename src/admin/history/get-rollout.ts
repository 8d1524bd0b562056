import { z } from "zod";
import { mayRead } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { findCommit } from "../history/walk-history.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { pathParameters, queryParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { objectName } from "../problem/violation.ts";
import { revisionRolloutSchema } from "../resource/schemas.ts";
import { rolloutJson } from "../write/wait-rollout.ts";

const timeout = queryParameters.timeout.describe("How long to wait until it is live, 100ms to 5m. Default: not at all");

/** Whether a revision is in force on every proxy that it reaches and decided by everywhere, now or by the end of a timeout. */
export function getRollout(context: AdminContext): Operation {
  return defineOperation({
    id: "getRollout",
    method: "get",
    path: "/v1/revisions/{revision}/rollout",
    tag: "History",
    summary: "Read where a revision is in force; wait for it with a timeout",
    access: "token",
    parameters: { path: z.strictObject({ revision: pathParameters.revision }), query: z.strictObject({ timeout: timeout }) },
    answers: { 200: jsonAnswer("Where the revision is in force", revisionRolloutSchema) },
    problems: ["NOT_FOUND", "COMPACTED"],
    handle: async ({ principal, path: { revision }, query, signal }) => {
      const { changes } = await findCommit(revision, context.store);
      const keys = changes.map(({ key }) => key).filter(({ namespace }) => mayRead(principal, namespace));
      // The same answer as for one that was never made: that others changed something is not this caller's to know.
      if (keys.length === 0) throw new AdminError("NOT_FOUND", `Revision ${revision} does not exist`);
      const { live, superseded, ...rollout } = await context.fleet.revisionRollout({ keys, revision, timeoutMs: query.timeout ?? 0, signal });
      return { status: 200, body: { revision, live, ...rolloutJson(rollout), superseded: superseded.map((key) => ({ ...objectName(key) })) } };
    },
  });
}
