import { z } from "zod";
import type { CommitRecord } from "../../store/store.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { pathParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { commitSchema } from "../resource/schemas.ts";
import { showCommit } from "./show-commit.ts";
import { findCommit } from "./walk-history.ts";

/** GET of one commit with everything it changed. */
export function getRevision(context: AdminContext): Operation {
  return defineOperation({
    id: "getRevision",
    method: "get",
    path: "/v1/revisions/{revision}",
    tag: "History",
    summary: "Read one revision with its differences",
    access: "token",
    parameters: { path: z.strictObject({ revision: pathParameters.revision }) },
    answers: { 200: jsonAnswer("The revision", commitSchema) },
    problems: ["NOT_FOUND", "COMPACTED"],
    handle: async ({ principal, path }) => {
      const record: CommitRecord = await findCommit(path.revision, context.store);
      const shown = showCommit(record, { principal, diff: true }, context);
      // The same answer as for one that was never made: that others changed something is not this caller's to know.
      if (shown === undefined) throw new AdminError("NOT_FOUND", `Revision ${path.revision} does not exist`);
      return { status: 200, body: shown };
    },
  });
}
