import { fleetKinds, type Kind, type ObjectKey, pluralOf } from "../model/object/object.ts";

/** Address of the objects of a kind: in a namespace, or over all of them; fleet-wide kinds have no namespace. */
export function collectionPath(kind: Kind, namespace?: string): string {
  return fleetKinds.has(kind) || namespace === undefined ? `/v1/${pluralOf(kind)}` : `/v1/namespaces/${encodeURIComponent(namespace)}/${pluralOf(kind)}`;
}

/** Address of one object. */
export function objectPath(key: ObjectKey): string {
  return `${collectionPath(key.kind, key.namespace)}/${encodeURIComponent(key.name)}`;
}
