import type { Json, JsonObject } from "../../../kit/json.ts";
import { claimPath } from "../../../model/auth/claim-name.ts";
import { claimAt } from "../authorize/claim-test.ts";
import type { Identity } from "../identify/identity.ts";

/** Claims that would make the metadata larger than this are left out. */
const mostBytes = 4096;

/**
 * What other filters may know of the caller: `consumer` (a consumer's name, else the subject), `groups`, `plan`, `priority`, `claims`. Rate limits
 * read these keys. `claims` names the claims that are told; undefined for all.
 */
export function identityMetadata(identity: Identity | undefined, claims: readonly string[] | undefined): JsonObject {
  if (identity === undefined) return {};
  const { consumer, subject, groups } = identity;
  const name = consumer?.name ?? subject;
  return {
    ...(name !== "" && { consumer: name }),
    ...(groups.length > 0 && { groups }),
    ...(consumer?.plan !== undefined && { plan: consumer.plan }),
    ...(consumer?.priority !== undefined && { priority: consumer.priority }),
    ...claimsMember(identity.claims, claims),
  };
}

function claimsMember(all: JsonObject, names: readonly string[] | undefined): { readonly claims?: JsonObject } {
  const told: Record<string, Json> = {};
  let bytes = 0;
  for (const name of names ?? Object.keys(all)) {
    const value = names === undefined ? all[name] : claimAt(all, claimPath(name) ?? []);
    if (value === undefined) continue;
    bytes += name.length + JSON.stringify(value).length;
    if (bytes > mostBytes) break;
    told[name] = value;
  }
  return Object.keys(told).length === 0 ? {} : { claims: told };
}
