import { fleetKinds, type Kind, kinds, type ObjectKey, pluralOf } from "../../model/object/object.ts";

/** Address of the objects of a kind, in one namespace or (fleet-wide kinds) in the fleet. */
export function collectionPath(kind: Kind): string {
  return fleetKinds.has(kind) ? `/v1/${pluralOf(kind)}` : `/v1/namespaces/{namespace}/${pluralOf(kind)}`;
}

/** Address of one object. */
export function objectPath(key: ObjectKey): string {
  const collection = collectionPath(key.kind).replace("{namespace}", key.namespace);
  return `${collection}/${key.name}`;
}

/** The kind whose plural stands in an address or a `kinds` parameter; its singular name is understood too. */
export function kindOf(text: string): Kind | undefined {
  return kinds.find((kind) => pluralOf(kind) === text || kind === text);
}
