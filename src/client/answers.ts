import { z } from "zod";
import { kinds } from "../model/object/object.ts";

// What the server answers, as far as the client uses it. Unknown members pass: an older client must get along with a newer server.

const kind = z.enum(kinds);

const objectName = { kind, namespace: z.string().exactOptional(), name: z.string() };

const condition = z.looseObject({
  type: z.string(),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z.string(),
  message: z.string(),
  pointer: z.string().exactOptional(),
  author: z.string().exactOptional(),
  nodes: z.array(z.string()).exactOptional(),
});

/** An object as the server shows it. */
export const shownObject = z.looseObject({
  ...objectName,
  labels: z.record(z.string(), z.string()).default({}),
  spec: z.record(z.string(), z.json()).default({}),
  revision: z.int().exactOptional(),
  createdAt: z.string().exactOptional(),
  updatedAt: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  status: z.looseObject({ conditions: z.array(condition), lastUsed: z.record(z.string(), z.string()).exactOptional() }).exactOptional(),
});

/** An object as the server shows it. */
export type ShownObject = z.infer<typeof shownObject>;

/** One computed condition of an object. */
export type ShownCondition = z.infer<typeof condition>;

const diff = z.looseObject({ lines: z.array(z.string()) });

/** What became, or would become, of one object. */
const changeResult = z.looseObject({
  ...objectName,
  change: z.enum(["created", "replaced", "unchanged", "deleted"]),
  diff: diff.exactOptional(),
});

const rolloutFields = {
  acked: z.int(),
  pending: z.array(z.string()),
  refused: z.array(z.looseObject({ node: z.string(), type: z.string(), resource: z.string(), message: z.string() })),
  replicas: z.looseObject({ acked: z.int(), pending: z.array(z.string()) }),
};

const rollout = z.looseObject(rolloutFields);

/** Where a revision stands. */
export const revisionRollout = z.looseObject({
  revision: z.int(),
  live: z.boolean(),
  ...rolloutFields,
  superseded: z.array(z.looseObject(objectName)),
});

/** Where a revision stands. */
export type ShownRollout = z.infer<typeof revisionRollout>;

/** What a transaction did, or would do. */
export const bulkResult = z.looseObject({
  revision: z.int(),
  dryRun: z.boolean(),
  changes: z.array(changeResult),
  notices: z.array(z.string()),
  rollout: rollout.exactOptional(),
});

/** What a transaction did, or would do. */
export type BulkResult = z.infer<typeof bulkResult>;

/** One commit of the history. */
export const shownCommit = z.looseObject({
  revision: z.int(),
  author: z.string(),
  reason: z.string(),
  at: z.string(),
  changes: z.array(z.looseObject({ ...objectName, change: z.string(), diff: diff.exactOptional() })),
});

/** One commit of the history. */
export type ShownCommit = z.infer<typeof shownCommit>;

/** The difference of two revisions. */
export const revisionDiff = z.looseObject({
  from: z.int(),
  to: z.int(),
  changes: z.array(z.looseObject({ ...objectName, change: z.string(), diff })),
});

/** The difference of two revisions. */
export type RevisionDiff = z.infer<typeof revisionDiff>;

const nodeFields = {
  id: z.string(),
  cluster: z.string(),
  group: z.string().exactOptional(),
  state: z.string(),
  detail: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
  version: z.string().exactOptional(),
  locality: z.looseObject({ region: z.string(), zone: z.string(), subZone: z.string() }).exactOptional(),
  revision: z.int().exactOptional(),
  address: z.string().exactOptional(),
  replica: z.string().exactOptional(),
  since: z.string(),
  types: z.array(
    z.looseObject({
      type: z.string(),
      subscribed: z.number(),
      sent: z.number(),
      acked: z.number(),
      refused: z.array(z.looseObject({ resource: z.string(), message: z.string() })),
    }),
  ),
};

/** One proxy of the fleet. */
export const fleetNode = z.looseObject(nodeFields);

/** One proxy, resource by resource where the replica that was asked holds its streams. */
export const fleetNodeDetail = z.looseObject({
  ...nodeFields,
  connection: z
    .looseObject({
      streams: z.array(
        z.looseObject({
          scope: z.string(),
          variant: z.string(),
          since: z.string(),
          unanswered: z.array(z.looseObject({ type: z.string(), since: z.string() })),
        }),
      ),
      extensions: z.record(z.string(), z.array(z.string())),
      resources: z.array(
        z.looseObject({
          type: z.string(),
          name: z.string(),
          state: z.string(),
          since: z.string().exactOptional(),
          wanted: z.string().exactOptional(),
          wantedSince: z.string().exactOptional(),
          sent: z.string().exactOptional(),
          held: z.string().exactOptional(),
          message: z.string().exactOptional(),
          content: z.json().exactOptional(),
        }),
      ),
    })
    .exactOptional(),
});

/** One proxy, resource by resource. */
export type ShownNodeDetail = z.infer<typeof fleetNodeDetail>;

/** One proxy of the fleet. */
export type ShownNode = z.infer<typeof fleetNode>;

const loadCounts = { issued: z.number(), succeeded: z.number(), failed: z.number(), inProgress: z.number(), issuedPerSecond: z.number() };

/** Load of a service. */
export const serviceLoad = z.looseObject({
  windowMs: z.number(),
  total: z.looseObject({ ...loadCounts, dropped: z.number() }),
  zones: z.array(z.looseObject({ zone: z.string(), ...loadCounts })),
  nodes: z.array(z.looseObject({ node: z.string(), ...loadCounts, dropped: z.number() })),
});

/** Load of a service. */
export type ShownLoad = z.infer<typeof serviceLoad>;

/** How a request would be answered, and every step on the way. */
export const explanation = z.looseObject({
  outcome: z.string(),
  summary: z.string(),
  steps: z.array(
    z.looseObject({
      stage: z.string(),
      name: z.string(),
      taken: z.boolean(),
      detail: z.string(),
      object: z.looseObject({ kind: z.string(), namespace: z.string().exactOptional(), name: z.string() }).exactOptional(),
      pointer: z.string().exactOptional(),
    }),
  ),
  clusters: z.array(z.looseObject({ name: z.string(), weight: z.number(), endpoints: z.array(z.string()) })),
});

/** How a request would be answered, and every step on the way. */
export type ShownExplanation = z.infer<typeof explanation>;

/** A token, without what would let somebody in. */
export const shownToken = z.looseObject({
  name: z.string(),
  kind: z.enum(["user", "node"]),
  role: z.string().exactOptional(),
  namespaces: z.union([z.literal("*"), z.array(z.string())]).exactOptional(),
  groups: z.array(z.string()).exactOptional(),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().exactOptional(),
  expired: z.boolean(),
});

/** A token, without what would let somebody in. */
export type ShownToken = z.infer<typeof shownToken>;

/** A new token with its text. */
export const madeToken = z.looseObject({ ...shownToken.shape, token: z.string() });

/** A new token with its text. */
export type MadeToken = z.infer<typeof madeToken>;

/** What a new token shall permit: a caller of the API, or an Envoy that asks for its configuration. */
export type NewToken =
  | { readonly name: string; readonly role: string; readonly namespaces?: "*" | readonly string[]; readonly expiresIn?: string }
  | { readonly name: string; readonly kind: "node"; readonly groups: readonly string[]; readonly expiresIn?: string };

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.looseObject({ items: z.array(item), next: z.string().exactOptional() });
}
