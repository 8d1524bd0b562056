import { z } from "zod";
import type { JsonObject } from "../../kit/json.ts";
import type { Model } from "../../model/model.ts";
import { type Kind, kinds } from "../../model/object/object.ts";
import type { BodySchema, RawSchema } from "../http/operation.ts";

// What answers look like, for the OpenAPI document and for the tests that hold every answer against it. The objects themselves are
// described by the model.

const text = z.string();
const moment = z.string().describe("ISO 8601, UTC");
const revision = z.int().min(0);

const nameFields = { kind: z.enum(kinds), namespace: text.exactOptional(), name: text } as const;

/** An object's key as people write it. */
export const objectKeySchema = z
  .strictObject({ kind: z.enum(kinds), namespace: text.describe("Default: default; none for kinds of the fleet").exactOptional(), name: text })
  .meta({ id: "ObjectKey" });

const diff = z
  .strictObject({
    patch: z.array(z.looseObject({ op: text, path: text })).describe("JSON Patch (RFC 6902)"),
    lines: z.array(text).describe("The same for people"),
  })
  .meta({ id: "Diff" });

const rolloutFields = {
  acked: z.int().min(0).describe("How many matching proxies have it"),
  pending: z.array(text).describe("Node ids"),
  refused: z.array(z.strictObject({ node: text, type: text, resource: text, message: text })),
  replicas: z
    .strictObject({ acked: z.int().min(0).describe("How many decide by it"), pending: z.array(text).describe("Names of replicas that are not known to") })
    .describe("Replicas of the roles ratelimit and authz, which proxies ask with each request"),
};

const rollout = z.strictObject(rolloutFields).meta({ id: "Rollout" });

/** Where a revision of the history stands. */
export const revisionRolloutSchema = z
  .strictObject({
    revision,
    live: z
      .boolean()
      .describe(
        "Every connected proxy that it reaches has it, and there is one where it reaches any; none refuses anything of it, and every replica decides by it",
      ),
    ...rolloutFields,
    superseded: z.array(z.strictObject(nameFields)).describe("Objects that later revisions changed: what proxies say of them is not about this one"),
  })
  .meta({ id: "RevisionRollout" });

const change = z.enum(["created", "replaced", "unchanged", "deleted"]);

const write = z
  .strictObject({
    change,
    revision: revision.describe("Newest revision"),
    notices: z.array(text).describe("What a person should know: warnings, and what the change does beside what was asked"),
    rollout: rollout.exactOptional(),
    dryRun: z.boolean().exactOptional(),
    diff: diff.exactOptional(),
  })
  .meta({ id: "Write" });

/** What is left of an object that was deleted. */
export const deletedSchema = z.strictObject({ ...nameFields, write }).meta({ id: "Deleted" });

/** What became of many objects. */
export const bulkResultSchema = z
  .strictObject({
    revision,
    dryRun: z.boolean(),
    changes: z.array(z.strictObject({ ...nameFields, change, etag: text.exactOptional(), diff: diff.exactOptional() })),
    notices: z.array(text),
    rollout: rollout.exactOptional(),
  })
  .meta({ id: "BulkResult" });

const commitChange = z.strictObject({ ...nameFields, change: z.enum(["created", "replaced", "deleted"]), diff: diff.exactOptional() });

const commitFields = {
  revision,
  author: text,
  reason: text,
  at: moment,
  from: text.describe("Remote address").exactOptional(),
  changes: z.array(commitChange),
  hiddenChanges: z.int().min(1).describe("How many changes are in namespaces that the token does not cover").exactOptional(),
} as const;

/** One commit as a caller may see it. */
export const commitSchema = z.strictObject(commitFields).meta({ id: "Commit" });

/** A page of commits. */
export const commitListSchema = z.strictObject({ items: z.array(commitSchema), next: text.exactOptional() }).meta({ id: "CommitList" });

/** The difference of two revisions. */
export const diffSchema = z.strictObject({ from: revision, to: revision, changes: z.array(commitChange) }).meta({ id: "RevisionDiff" });

const auditEntry = z.union([
  z.strictObject({ action: z.literal("commit"), ...commitFields }),
  z.strictObject({
    action: z.enum(["token.create", "token.delete", "token.renew", "revocation.put", "revocation.delete"]),
    subject: text,
    at: moment,
    author: text,
    from: text,
    reason: text,
    detail: z.looseObject({}),
  }),
]);

/** A page of the audit log. */
export const auditListSchema = z.strictObject({ items: z.array(auditEntry), next: text.exactOptional() }).meta({ id: "AuditList" });

const nodeFields = {
  id: text,
  cluster: text,
  group: text.exactOptional(),
  state: z.enum(["connected", "unreachable", "unmatched"]),
  detail: text.exactOptional(),
  userAgent: text.exactOptional(),
  version: text.exactOptional(),
  locality: z.strictObject({ region: text, zone: text, subZone: text }).exactOptional(),
  address: text.exactOptional(),
  replica: text.describe("The replica that holds its streams").exactOptional(),
  since: moment,
  revision: z.int().min(0).describe("Newest revision of which it has, or has refused, everything").exactOptional(),
  types: z.array(
    z.strictObject({
      type: text,
      subscribed: z.int().min(0),
      sent: z.int().min(0),
      acked: z.int().min(0),
      refused: z.array(z.strictObject({ resource: text, message: text, since: moment })),
    }),
  ),
};

const nodeSchema = z.strictObject(nodeFields).meta({ id: "Node" });

const nodeConnection = z
  .strictObject({
    streams: z.array(
      z.strictObject({
        scope: text.describe("ads, or the type of which it is"),
        variant: z.enum(["delta", "sotw"]),
        since: moment,
        unanswered: z
          .array(z.strictObject({ type: text, since: moment }))
          .describe("Types with responses that are not answered, and since when the oldest is not"),
      }),
    ),
    extensions: z.record(z.string(), z.array(text)).describe("Names by category; empty for a proxy that does not tell"),
    resources: z.array(
      z.strictObject({
        type: text,
        name: text,
        state: text.describe("acked, due, waiting, sent, warming, refused, doubted, absent or leaving"),
        since: moment.describe("Since when it stands so, at the latest; of what is refused, since when it is, in whatever version").exactOptional(),
        wanted: text.describe("Version that it should have").exactOptional(),
        wantedSince: moment.describe("Since when it should; absent when that is longer than the replica remembers").exactOptional(),
        sent: text.describe("Version that is on its way").exactOptional(),
        held: text.describe("Version that it took last; unknown when it comes from an earlier stream").exactOptional(),
        message: text.describe("Its own words, of a refusal").exactOptional(),
        content: z.json().describe("What it should have, without what is secret").exactOptional(),
      }),
    ),
  })
  .describe("Told by the replica that holds its streams");

/** One proxy, resource by resource. */
export const nodeDetailSchema = z.strictObject({ ...nodeFields, connection: nodeConnection.exactOptional() }).meta({ id: "NodeDetail" });

/** Every proxy of the fleet. */
export const nodeListSchema = z.strictObject({ items: z.array(nodeSchema) }).meta({ id: "NodeList" });

/** Everything that is held back from proxies. */
export const quarantineListSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: text.describe("The same on every replica"),
        holds: z.enum(["object", "resource"]).describe("object: one object, wherever it would be in force. resource: one resource of one view as a whole"),
        view: text.describe("Node group and kind of proxy: edge|envoy"),
        type: text,
        name: text,
        scope: z.enum(["all", "nodes"]).describe("Held back from all, or from those that refused it"),
        nodes: z.array(text).describe("Ids of those that refused it, at most a thousand"),
        message: text.describe("A proxy's own words"),
        since: moment,
        objects: z
          .array(z.strictObject({ ...nameFields, pointer: text, revision, author: text.exactOptional() }))
          .describe("The objects that caused it; none while, or when, nobody can tell"),
        inForce: z.int().min(0).describe("Of an object: its revision that is in force in its place; 0: it is in force nowhere").exactOptional(),
      }),
    ),
  })
  .meta({ id: "QuarantineList" });

const count = z.int().min(0);
const loadFields = {
  issued: count.describe("Requests sent to an endpoint"),
  succeeded: count,
  failed: count.describe("Answered with a server error, or not at all"),
  inProgress: count.describe("Without an answer at the last report"),
  issuedPerSecond: z.number().min(0),
} as const;
const dropped = count.describe("Refused before an endpoint was chosen, by a circuit breaker for example");

/** Load of a service. */
export const serviceLoadSchema = z
  .strictObject({
    windowMs: z.number().min(0).describe("How far the reports look back; 0: no proxy reports"),
    total: z.strictObject({ ...loadFields, dropped }),
    zones: z.array(z.strictObject({ zone: text.describe("region/zone/sub_zone of the endpoints; empty where they have none"), ...loadFields })),
    nodes: z.array(z.strictObject({ node: text, ...loadFields, dropped })),
  })
  .meta({ id: "ServiceLoad" });

/** How a request would be answered. */
export const explanationSchema = z
  .strictObject({
    outcome: z.enum(["routed", "redirected", "answered", "no-listener", "no-host", "no-rule", "no-backend"]),
    summary: text,
    steps: z.array(
      z.strictObject({
        stage: z.enum(["listener", "host", "rule", "policy", "cluster", "endpoints"]),
        name: text,
        taken: z.boolean(),
        detail: text,
        object: z.strictObject(nameFields).exactOptional(),
        pointer: text.exactOptional(),
      }),
    ),
    clusters: z.array(z.strictObject({ name: text, weight: z.number(), endpoints: z.array(text) })),
  })
  .meta({ id: "Explanation" });

/** A problem document (RFC 9457). Single codes add members: `current`, `referrers`, `revision`. */
export const problemSchema = z
  .looseObject({
    type: text.describe("Address of what the code means"),
    title: text,
    status: z.int(),
    code: text,
    detail: text,
    instance: text.describe("Id of the request").exactOptional(),
    violations: z
      .array(
        z.strictObject({
          in: z.enum(["body", "path", "query", "header"]),
          pointer: text.describe("JSON Pointer into that part of the request, or into the object"),
          code: text,
          detail: text,
          hint: text.exactOptional(),
          object: z.strictObject(nameFields).exactOptional(),
        }),
      )
      .exactOptional(),
  })
  .meta({ id: "Problem" });

/** A merge patch: any members of the object, `null` removes one. */
export const mergePatchSchema = z
  .looseObject({ labels: z.looseObject({}).exactOptional(), spec: z.looseObject({}).exactOptional() })
  .meta({ id: "MergePatch" });

const pointerText = z.string().regex(/^(\/[^/~]*(~[01][^/~]*)*)*$/);

/** A JSON Patch (RFC 6902), as far as its form goes. */
export const jsonPatchSchema = z
  .array(
    z.discriminatedUnion("op", [
      z.looseObject({ op: z.literal("add"), path: pointerText, value: z.unknown() }),
      z.looseObject({ op: z.literal("replace"), path: pointerText, value: z.unknown() }),
      z.looseObject({ op: z.literal("test"), path: pointerText, value: z.unknown() }),
      z.looseObject({ op: z.literal("remove"), path: pointerText }),
      z.looseObject({ op: z.literal("move"), path: pointerText, from: pointerText }),
      z.looseObject({ op: z.literal("copy"), path: pointerText, from: pointerText }),
    ]),
  )
  .meta({ id: "JsonPatch" });

/** An object of a kind, as it is written and as it is read: the model's own schema. */
export function objectSchema(kind: Kind, model: Model): BodySchema {
  return { name: kind, schema: () => model.jsonSchemaOf(kind) };
}

/** An object of a kind, or with `fields` those that were asked for. */
export function chosenSchema(kind: Kind, model: Model): BodySchema {
  const part: JsonObject = { type: "object", description: "With fields: the chosen ones", required: ["kind", "name"], properties: { kind: { const: kind } } };
  return { schema: (book) => ({ anyOf: [book.reference(objectSchema(kind, model)), part] }) };
}

/** A page of objects of a kind. */
export function listSchema(kind: Kind, model: Model): BodySchema {
  const properties = (items: JsonObject): JsonObject => ({
    items: { type: "array", items },
    revision: { type: "integer", minimum: 0, description: "The revision that the page shows; none for objects without history" },
    next: { type: "string", description: "Cursor of the next page; absent on the last one" },
  });
  const schema: RawSchema["schema"] = (book) => ({
    type: "object",
    properties: properties(book.reference(chosenSchema(kind, model))),
    required: ["items"],
    additionalProperties: false,
  });
  return { name: `${kind}List`, schema };
}

/** An object of a kind with what the write did. */
export function objectWithWriteSchema(kind: Kind, model: Model): BodySchema {
  const schema: RawSchema["schema"] = (book) => {
    const own = model.jsonSchemaOf(kind);
    return { ...own, properties: { ...(own["properties"] as JsonObject), write: book.reference(write) } };
  };
  return { name: `${kind}Write`, schema };
}

/** What a revert of one object answers: the object, or what is left of it. */
export function revertedSchema(kind: Kind, model: Model): BodySchema {
  return { schema: (book) => ({ anyOf: [book.reference(objectWithWriteSchema(kind, model)), book.reference(deletedSchema)] }) };
}

/** An object of any kind. */
export function anyObjectSchema(model: Model): BodySchema {
  return { name: "AnyObject", schema: (book) => ({ oneOf: kinds.map((kind) => book.reference(objectSchema(kind, model))) }) };
}

/** What `export` gives as JSON, and `import` takes. */
export function exportSchema(model: Model): BodySchema {
  const schema: RawSchema["schema"] = (book) => ({
    type: "object",
    properties: { objects: { type: "array", items: book.reference(anyObjectSchema(model)) } },
    required: ["objects"],
    additionalProperties: false,
  });
  return { name: "Export", schema };
}

/** The body of a batch. */
export function batchBodySchema(model: Model): BodySchema {
  const ifMatch: JsonObject = {
    anyOf: [
      { type: "integer", minimum: 1 },
      { type: "string", minLength: 1, maxLength: 1000 },
    ],
    description: "Revision of the version that the change is made for, its ETag, or *",
  };
  const item = (method: string, members: JsonObject, required: string): JsonObject => ({
    type: "object",
    properties: { method: { const: method }, ...members, ifMatch },
    required: ["method", required],
    additionalProperties: false,
  });
  const schema: RawSchema["schema"] = (book) => {
    const put = item("put", { object: book.reference(anyObjectSchema(model)), ifNoneMatch: { const: "*" } }, "object");
    const remove = item("delete", { key: book.reference(objectKeySchema) }, "key");
    const properties: JsonObject = {
      items: { type: "array", items: { oneOf: [put, remove] }, maxItems: 100_000 },
      reason: { type: "string", minLength: 1, maxLength: 500, description: "Why, for the history" },
    };
    return { type: "object", properties, required: ["items"], additionalProperties: false };
  };
  return { name: "Batch", schema };
}
