import type { Json } from "../../kit/json.ts";
import { ephemeralKinds, type Kind, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import { recordPrefix } from "../../store/store.ts";

/** Where objects without history are kept: those of each kind are records under one prefix. */
const prefixes: ReadonlyMap<Kind, string> = new Map([
  ["Instance", recordPrefix.instance],
  ["Revocation", recordPrefix.revocation],
]);

/** The prefixes of all records that are objects. */
export const ephemeralPrefixes: readonly string[] = [...prefixes.values()];

/** Prefix of the records of one kind. Throws for a kind with history. */
export function ephemeralPrefix(kind: Kind): string {
  const prefix = prefixes.get(kind);
  if (prefix === undefined) throw new TypeError(`Kind ${kind} has history and is kept in no record`);
  return prefix;
}

/** Key of the record that an object without history is kept in. */
export function ephemeralRecordKey(key: ObjectKey): string {
  return `${ephemeralPrefix(key.kind)}${key.namespace}/${key.name}`;
}

/** The object that a record is about; undefined for records of others. */
export function keyOfEphemeralRecord(recordKey: string): ObjectKey | undefined {
  for (const [kind, prefix] of prefixes) {
    if (!recordKey.startsWith(prefix)) continue;
    const [namespace, name, ...rest] = recordKey.slice(prefix.length).split("/");
    return namespace === undefined || name === undefined || rest.length > 0 ? undefined : { kind, namespace, name };
  }
  return undefined;
}

/** The value of an object's record: the object with the revision 0, and the schema's number. */
export function ephemeralRecordValue(object: StoredObject): Json {
  return { schema: 1, ...(object as unknown as { readonly [name: string]: Json }) };
}

/** The object in a record's value; undefined for a value of a newer program or of nobody's making. */
export function readEphemeralRecord(value: Json | undefined): StoredObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { schema, ...object } = value as { readonly [name: string]: Json };
  const isKnown = [...ephemeralKinds].some((kind) => kind === object["kind"]);
  if (schema !== 1 || !isKnown || typeof object["spec"] !== "object") return undefined;
  return object as unknown as StoredObject;
}
