import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import { fleetKinds, type Kind, pluralOf, type StoredObject } from "../../model/object/object.ts";
import type { Principal } from "../access/principal.ts";
import type { AdminContext } from "../admin-context.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Answer, Operation } from "../http/operation.ts";
import { pathParameters, queryParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { collectionPath } from "./kind-paths.ts";
import { matchesLabels } from "./label-selector.ts";
import { listSources } from "./list-sources.ts";
import { type Scanned, type ScanPlace, scanObjects, scanPlace } from "./scan-objects.ts";
import { listSchema } from "./schemas.ts";
import { selectFields } from "./select-fields.ts";
import { showObject, showStatus } from "./show-object.ts";
import { staleHeaders } from "./stale-headers.ts";

/** A list looks at no more objects than this for one answer; a selective filter gets a shorter page and a cursor. */
const scanLimit = 20_000;

const listQuery = z.strictObject({
  limit: queryParameters.limit,
  cursor: queryParameters.cursor,
  labels: queryParameters.labels,
  fields: queryParameters.fields,
  status: queryParameters.status,
  revision: queryParameters.atRevision,
});

/** What {@link listQuery} answers. */
type ListOptions = z.infer<typeof listQuery>;

/** The lists of a kind: in one namespace and over all of them, or of the fleet. */
export function listOperations(kind: Kind, context: AdminContext): readonly Operation[] {
  const plural = pluralOf(kind);
  const answers = { 200: jsonAnswer(`A page of ${plural}; \`next\` is the cursor of the next one`, listSchema(kind, context.model)) };
  const common = { method: "get", tag: kind, answers, problems: ["COMPACTED"] } as const;
  const wide = defineOperation({
    ...common,
    id: `list${kind}${fleetKinds.has(kind) ? "" : "InAllNamespaces"}`,
    path: `/v1/${plural}`,
    access: fleetKinds.has(kind) ? "fleet" : "token",
    summary: fleetKinds.has(kind) ? `List ${plural}` : `List ${plural} of every namespace that the token covers`,
    parameters: { query: listQuery },
    handle: ({ principal, query }) => list({ kind, namespace: fleetKinds.has(kind) ? "" : undefined, principal, options: query }, context),
  });
  if (fleetKinds.has(kind)) return [wide];
  const narrow = defineOperation({
    ...common,
    id: `list${kind}`,
    path: collectionPath(kind),
    access: "token",
    summary: `List ${plural} of a namespace`,
    parameters: { path: z.strictObject({ namespace: pathParameters.namespace }), query: listQuery },
    handle: ({ principal, path, query }) => list({ kind, namespace: path.namespace, principal, options: query }, context),
  });
  return [wide, narrow];
}

interface ListRequest {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly principal: Principal;
  readonly options: ListOptions;
}

async function list({ kind, namespace, principal, options }: ListRequest, context: AdminContext): Promise<Answer> {
  const limit = options.limit ?? 100;
  const items: Json[] = [];
  let last: Scanned | undefined;
  let looked = 0;
  for await (last of scanObjects(listSources(kind, namespace, principal), startOf(options, limit), context)) {
    looked += 1;
    if (matchesLabels(last.object.labels, options.labels ?? [])) items.push(itemOf(last.object, options, context));
    if (items.length === limit || looked === scanLimit) break;
  }
  const revision = last?.revision === undefined ? {} : { revision: last.revision };
  const next = last?.next === undefined ? {} : { next: encodeCursor(last.next) };
  return { status: 200, headers: staleHeaders(context), body: { items, ...revision, ...next } };
}

function itemOf(object: StoredObject, options: ListOptions, context: AdminContext): JsonObject {
  const withStatus = options.status !== false && options.revision === undefined;
  const shown = { ...showObject(object, context), ...(withStatus ? showStatus(object, context) : {}) };
  return options.fields === undefined ? shown : selectFields(shown, options.fields);
}

function startOf(options: ListOptions, limit: number): ScanPlace {
  if (options.cursor !== undefined) return decodeCursor(options.cursor, scanPlace);
  const revision = options.revision === undefined ? {} : { revision: options.revision };
  // A filter looks at many objects for each one it finds.
  return { source: 0, skip: 0, size: options.labels === undefined ? limit : 1000, ...revision };
}
