/** What a problem type stands for. */
export interface ProblemType {
  readonly status: number;
  /** The same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string;
  /** What the person can do, served at the type's own address. */
  readonly help: string;
}

function type(status: number, title: string, help: string): ProblemType {
  return { status, title, help };
}

/** Every problem that the API answers, by its code; a type's address is `/v1/problems/{code}`. */
export const problemTypes = {
  MALFORMED_REQUEST: type(400, "Request is malformed", "The request is not valid HTTP, or its path is not valid percent-encoding."),
  MALFORMED_BODY: type(400, "Body cannot be read", "The body is not valid JSON or YAML in UTF-8, or it is nested too deeply."),
  INVALID_PARAMETER: type(400, "Parameter is invalid", "A path, query or header parameter is unknown, missing or has a wrong value; `violations` names each."),
  UNAUTHENTICATED: type(
    401,
    "Token is missing or not valid",
    "Send `Authorization: Bearer TOKEN`. The first admin key is in the file the server named at its first start.",
  ),
  FORBIDDEN: type(
    403,
    "Token does not permit this",
    "The token's role or namespaces do not cover the request. The answer is the same whether or not the object exists.",
  ),
  NOT_FOUND: type(404, "No such object", "The object, node, token or revision does not exist."),
  UNKNOWN_PATH: type(404, "No such address", "The API has no such path; `/openapi.json` lists them all."),
  METHOD_NOT_ALLOWED: type(405, "Method is not allowed here", "The header `Allow` lists the methods of this address."),
  NOT_ACCEPTABLE: type(
    406,
    "Cannot answer in the accepted media types",
    "Accept `application/json`, or one of the media types that `/openapi.json` declares for the operation.",
  ),
  CONFLICT: type(409, "Change conflicts with other objects", "Another object already claims what this one asks for; `violations` names both."),
  REFERENCED: type(409, "Object is in use", "Other objects refer to it (`referrers`). Change or delete these first, or all in one batch."),
  ALREADY_EXISTS: type(409, "Name is taken", "Choose another name, or delete what has it."),
  COMPACTED: type(410, "Revision was forgotten", "History is kept for a limited time; the revision is older than that."),
  PRECONDITION_FAILED: type(
    412,
    "Object is not the one you saw",
    "Somebody changed it since. `current` has the version in force: merge with it and send its ETag in `If-Match`.",
  ),
  BODY_TOO_LARGE: type(413, "Body is too large", "Send less in one request."),
  UNSUPPORTED_MEDIA_TYPE: type(
    415,
    "Body has an unsupported media type",
    "Use one of the media types that `/openapi.json` declares, in UTF-8 and without content coding.",
  ),
  INVALID_OBJECT: type(422, "Object is not valid", "`violations` has every problem, each with a JSON Pointer and what would be right."),
  PATCH_FAILED: type(422, "Patch cannot be applied", "An operation names a place that does not exist, or a `test` failed."),
  PRECONDITION_REQUIRED: type(428, "If-Match is required", "Changing an existing object needs `If-Match` with the ETag you read, or `?force=REASON`."),
  TOO_MANY_WATCHES: type(429, "Too many watches", "End a watch that is not needed any more."),
  INTERNAL: type(500, "Internal error", "This is a defect. The server's log has the details under the request id in `instance`."),
  STORE_UNAVAILABLE: type(503, "Store cannot be reached", "Try again after `Retry-After`. Proxies keep their configuration, reads show the last known state."),
  STORE_FAILED: type(500, "Store refuses to work", "The store is damaged, full or not permitted; the server's log has the details."),
  STORE_FULL: type(503, "Store is full", "Make room for the store, or shorten its history; reads and proxies go on."),
  LIMITS_UNAVAILABLE: type(
    409,
    "Limits cannot be looked at",
    "The role `ratelimit` does not run in this process, has no limits yet, or its counters cannot be asked. `sluice limits explain --service` asks a service elsewhere.",
  ),
  BUSY: type(503, "Server is busy", "Try again after `Retry-After`."),
} as const satisfies Readonly<Record<string, ProblemType>>;

/** Code of a problem document. */
export type ProblemCode = keyof typeof problemTypes;
