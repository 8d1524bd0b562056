import { z } from "zod";
import type { Json } from "../../kit/json.ts";
import { fleetKinds } from "../../model/object/object.ts";
import { mayRead } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { kindsParameter, pathParameters, wholeNumber } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { objectName } from "../problem/violation.ts";
import { demandRead } from "../resource/list-sources.ts";
import { diffSchema } from "../resource/schemas.ts";
import { diffOfChange } from "./diff-objects.ts";
import { type KeyFilter, netChanges } from "./net-changes.ts";
import { nameOfChange } from "./show-commit.ts";

const revision = wholeNumber(0, Number.MAX_SAFE_INTEGER);

const query = z.strictObject({
  from: revision.describe("Revision to start from; 0 is the empty store"),
  to: revision.describe("Revision to compare with; default: the newest").exactOptional(),
  kinds: kindsParameter.describe("Only these kinds, separated by commas").exactOptional(),
  namespace: pathParameters.namespace.describe("Only this namespace").exactOptional(),
  name: pathParameters.name.describe("Only objects with this name").exactOptional(),
});

/** GET of the difference of any two revisions, of everything or of some objects. */
export function diffRevisions(context: AdminContext): Operation {
  return defineOperation({
    id: "diff",
    method: "get",
    path: "/v1/diff",
    tag: "History",
    summary: "Compare two revisions",
    access: "token",
    parameters: { query },
    answers: { 200: jsonAnswer("What is different, by object", diffSchema) },
    problems: ["NOT_FOUND", "COMPACTED"],
    handle: async ({ principal, query: options }) => {
      if (options.namespace !== undefined) demandRead(principal, options.namespace);
      const newest = await context.store.revision();
      const { from, to = newest } = options;
      if (Math.max(from, to) > newest) throw new AdminError("NOT_FOUND", `Revision ${Math.max(from, to)} does not exist yet, the newest is ${newest}`);
      const wanted: KeyFilter = (key) => mayRead(principal, key.namespace) && matches(key, options);
      const changes = await netChanges(from, to, { store: context.store, wanted });
      const items = changes.map((change): Json => ({ ...objectName(change.key), change: nameOfChange(change), diff: diffOfChange(change, context) }));
      return { status: 200, body: { from, to, changes: items } };
    },
  });
}

function matches(key: Parameters<KeyFilter>[0], options: z.infer<typeof query>): boolean {
  if (options.kinds !== undefined && !options.kinds.includes(key.kind)) return false;
  if (options.namespace !== undefined && (fleetKinds.has(key.kind) || key.namespace !== options.namespace)) return false;
  return options.name === undefined || key.name === options.name;
}
