import { z } from "zod";
import { ephemeralKinds, fleetKinds, type Kind, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import { StoreError } from "../../store/store.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import { type ETagCondition, matchesWeakly, opaqueETag, revisionETag } from "../http/etag.ts";
import type { Answer, Operation } from "../http/operation.ts";
import { headerParameters, queryParameters } from "../http/parameters.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import { AdminError } from "../problem/admin-error.ts";
import { objectTitle } from "../problem/violation.ts";
import { ephemeralRecordKey, readEphemeralRecord } from "../projection/ephemeral-record.ts";
import { collectionPath } from "./kind-paths.ts";
import { demandRead } from "./list-sources.ts";
import { objectKeyOf, objectParameters } from "./object-key.ts";
import { chosenSchema } from "./schemas.ts";
import { selectFields } from "./select-fields.ts";
import { showObject, showStatus } from "./show-object.ts";
import { staleHeaders } from "./stale-headers.ts";

const query = z.strictObject({ status: queryParameters.status, fields: queryParameters.fields, revision: queryParameters.atRevision });
const header = z.strictObject({ "if-none-match": headerParameters.ifNoneMatchRead });

/** GET of one object: now with its status, or as it was after a revision. */
export function getObject(kind: Kind, context: AdminContext): Operation {
  return defineOperation({
    id: `get${kind}`,
    method: "get",
    path: `${collectionPath(kind)}/{name}`,
    tag: kind,
    summary: `Read a ${kind}`,
    access: fleetKinds.has(kind) ? "fleet" : "token",
    parameters: { path: objectParameters(kind), query, header },
    answers: {
      200: jsonAnswer(`The ${kind}; its ETag is what If-Match wants`, chosenSchema(kind, context.model), { ETag: "Version of the object" }),
      304: { description: "The object still has the ETag in If-None-Match" },
    },
    problems: ["NOT_FOUND", "COMPACTED"],
    handle: async (call) => {
      const key = objectKeyOf(kind, call.path);
      demandRead(call.principal, key.namespace);
      const found = await readObject(key, call.query.revision, context);
      if (found === undefined)
        throw new AdminError(
          "NOT_FOUND",
          `${objectTitle(key)} does not exist${call.query.revision === undefined ? "" : ` at revision ${call.query.revision}`}`,
        );
      return answer(found, call, context);
    },
  });
}

interface Found {
  readonly object: StoredObject;
  readonly etag: string | undefined;
}

type GetOptions = z.infer<typeof query>;

function answer(
  found: Found,
  call: { readonly query: GetOptions; readonly header: { readonly "if-none-match"?: ETagCondition } },
  context: AdminContext,
): Answer {
  const { status, fields, revision } = call.query;
  const condition = call.header["if-none-match"];
  const headers = { ...staleHeaders(context), ...(found.etag === undefined ? {} : { ETag: found.etag }) };
  // With a status the answer changes while the ETag, which is the revision, stays.
  if (status === false && found.etag !== undefined && condition !== undefined && matchesWeakly(condition, found.etag)) {
    return { status: 304, headers, mediaType: "", text: "" };
  }
  const shown = showObject(found.object, context);
  const body = status === false || revision !== undefined ? shown : { ...shown, ...showStatus(found.object, context) };
  return { status: 200, headers, body: fields === undefined ? body : selectFields(body, fields) };
}

async function readObject(key: ObjectKey, revision: number | undefined, context: AdminContext): Promise<Found | undefined> {
  if (ephemeralKinds.has(key.kind)) return readRecord(key, context);
  const object = await context.store.get(key, { allowStale: true, ...(revision === undefined ? {} : { revision }) });
  if (object === undefined) return undefined;
  return { object, etag: revision === undefined ? revisionETag(object.revision) : undefined };
}

async function readRecord(key: ObjectKey, context: AdminContext): Promise<Found | undefined> {
  try {
    const record = await context.store.getRecord(ephemeralRecordKey(key));
    const object = readEphemeralRecord(record?.value);
    return record === undefined || object === undefined ? undefined : { object, etag: opaqueETag(record.etag) };
  } catch (error) {
    const object = context.objects.get(key);
    if (error instanceof StoreError && error.retryable && object !== undefined) return { object, etag: undefined };
    throw error;
  }
}
