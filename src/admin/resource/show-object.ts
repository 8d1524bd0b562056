import type { Json, JsonObject } from "../../kit/json.ts";
import { keyOf, type StoredObject } from "../../model/object/object.ts";
import type { AdminContext } from "../admin-context.ts";
import { objectName } from "../problem/violation.ts";

/** What showing an object needs. */
export type Shower = Pick<AdminContext, "model" | "sealer">;

/** An object as answers have it: secrets replaced by fingerprints, no namespace for fleet-wide kinds, no revision for ephemeral ones. */
export function showObject(object: StoredObject, context: Shower): JsonObject {
  const redacted = context.model.redact(object, context.sealer);
  return {
    ...showWritten(object, context),
    ...(redacted.revision === 0 ? {} : { revision: redacted.revision }),
    createdAt: redacted.createdAt,
    updatedAt: redacted.updatedAt,
    owner: redacted.owner,
  };
}

/** Only what users write, secrets replaced by fingerprints: what `export` has and differences are made of. */
export function showWritten(object: StoredObject, context: Shower): JsonObject {
  const { labels, spec } = context.model.redact(object, context.sealer);
  return { ...objectName(object), labels: { ...labels }, spec };
}

/** The computed status, as a member to add. */
export function showStatus(object: StoredObject, context: Pick<AdminContext, "fleet" | "lastUses">): { readonly status: Json } {
  const conditions = context.fleet
    .conditions(keyOf(object))
    .map(({ nodes, ...condition }) => ({ ...condition, ...(nodes === undefined ? {} : { nodes: [...nodes] }) }));
  return { status: { conditions, ...(object.kind === "Consumer" && { lastUsed: { ...context.lastUses.of(object) } }) } };
}
