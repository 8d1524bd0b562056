import type { Json, JsonObject } from "../../../kit/json.ts";
import { claimPath } from "../../../model/auth/claim-name.ts";
import { claimAt } from "../authorize/claim-test.ts";
import { consumerName } from "../directory/consumer.ts";
import type { Identity } from "../identify/identity.ts";

/** A claim that would make the metadata larger than this is left out, and others go on. */
const mostBytes = 4096;
/** One with more lists and objects inside of each other than this is left out, too: readers of Protobuf give up at a hundred messages, of which each is up to three. */
const mostLevels = 16;

/**
 * What other filters may know of the caller: `consumer`, `groups`, `plan`, `priority`, `claims`. Rate limits read these keys, so no two callers have one `consumer`: it
 * is a consumer's name, with its namespace unless that is the policy's, or of a mere subject `issuer#subject`. `claims` names the claims that are told; undefined for all.
 */
export function identityMetadata(identity: Identity | undefined, claims: readonly string[] | undefined): JsonObject {
  if (identity === undefined) return {};
  const { consumer, groups } = identity;
  const name = callerName(identity);
  return {
    ...(name !== "" && { consumer: name }),
    ...(groups.length > 0 && { groups }),
    ...(consumer?.plan !== undefined && { plan: consumer.plan }),
    ...(consumer?.priority !== undefined && { priority: consumer.priority }),
    ...claimsMember(identity.claims, claims),
  };
}

/** Names of consumers have no `#`, and neither has what stands before the first one here. */
function callerName({ consumer, subject, issuer, method, home }: Identity): string {
  if (consumer !== undefined) return consumerName(consumer, home);
  return subject === "" ? "" : `${(issuer ?? method).replaceAll("%", "%25").replaceAll("#", "%23")}#${subject}`;
}

function claimsMember(all: JsonObject, names: readonly string[] | undefined): { readonly claims?: JsonObject } {
  const told: Record<string, Json> = {};
  let bytes = 0;
  for (const name of names ?? Object.keys(all)) {
    const value = names === undefined ? all[name] : claimAt(all, claimPath(name) ?? []);
    if (value === undefined || isDeeperThan(value, mostLevels)) continue;
    const size = name.length + JSON.stringify(value).length;
    if (bytes + size > mostBytes) continue;
    bytes += size;
    told[name] = value;
  }
  return Object.keys(told).length === 0 ? {} : { claims: told };
}

function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner: Json) => isDeeperThan(inner, levels - 1));
}
