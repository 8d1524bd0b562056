import type { Problem } from "../../kit/problem.ts";
import type { ObjectKey } from "../../model/object/object.ts";

/** Which part of the request a pointer points into. */
export type ViolationPlace = "body" | "path" | "query" | "header";

/** One thing that is wrong with a request. `pointer` is an RFC 6901 pointer into the place (`/limit` for the query parameter `limit`). */
export interface Violation extends Problem {
  /** Default `body`. */
  readonly in?: ViolationPlace;
  /** The object that is meant, when a request carries or touches more than one. The pointer is then one into that object. */
  readonly object?: ObjectName;
}

/** An object's key as answers write it: fleet-wide kinds have no namespace. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The key as answers write it. */
export function objectName(key: ObjectKey): ObjectName {
  return key.namespace === "" ? { kind: key.kind, name: key.name } : { kind: key.kind, namespace: key.namespace, name: key.name };
}

/** `Route default/hello` or `NodeGroup edge`, for messages. */
export function objectTitle(key: ObjectKey): string {
  return key.namespace === "" ? `${key.kind} ${key.name}` : `${key.kind} ${key.namespace}/${key.name}`;
}
