import type { JsonObject } from "../../kit/json.ts";

/** The kinds of this version. */
export const kinds = [
  "Gateway",
  "Route",
  "StreamRoute",
  "Service",
  "Instance",
  "Consumer",
  "Revocation",
  "Certificate",
  "Secret",
  "TrustBundle",
  "NodeGroup",
  "Policy",
  "RateLimitDomain",
  "EnvoyPatch",
] as const;

/** A kind that users may write. */
export type Kind = (typeof kinds)[number];

/** Kinds that belong to the fleet, not to a namespace. */
export const fleetKinds: ReadonlySet<Kind> = new Set<Kind>(["NodeGroup", "EnvoyPatch"]);

/** Kinds without history and revision: they expire or move fast. Of them Revocations alone are in backups. */
export const ephemeralKinds: ReadonlySet<Kind> = new Set<Kind>(["Instance", "Revocation"]);

/** What an object is known by. `namespace` is the empty string for fleet-wide kinds. */
export interface ObjectKey {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

/** An object as users write it. */
export interface WrittenObject {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
}

/** An object as it is stored: what users wrote (defaults not filled in, secrets sealed) and what the server adds. */
export interface StoredObject extends WrittenObject {
  /** Our own revision counter at the object's last change; 0 for ephemeral kinds. */
  readonly revision: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Who created it: a token's name. */
  readonly owner: string;
}

/** One text for a key: `Route/default/hello`, `NodeGroup//edge`. Sorts by kind, namespace, name. */
export function keyText(key: ObjectKey): string {
  return `${key.kind}/${key.namespace}/${key.name}`;
}

/** An object as messages name it: `Route shop/orders`, `NodeGroup edge`. */
export function keyTitle({ kind, namespace, name }: ObjectKey): string {
  return namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The key of an object. */
export function keyOf(object: ObjectKey): ObjectKey {
  return { kind: object.kind, namespace: object.namespace, name: object.name };
}

/** The lower-case plural that stands in REST paths: `streamroutes`, `trustbundles`. */
export function pluralOf(kind: Kind): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith("y") && !lower.endsWith("ay")) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith("ch") ? `${lower}es` : `${lower}s`;
}

/** A place in an object: provenance of generated values (design: every value knows who set it). */
export interface Origin {
  readonly object: ObjectKey;
  /** RFC 6901 pointer into the object. */
  readonly pointer: string;
}
