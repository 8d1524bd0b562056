import type { Json } from "../../kit/json.ts";
import type { ObjectKey, StoredObject } from "../../model/object/object.ts";
import { recordPrefix } from "../../store/store.ts";

/** Key of the record that an Instance is kept in. */
export function instanceRecordKey(key: ObjectKey): string {
  return `${recordPrefix.instance}${key.namespace}/${key.name}`;
}

/** The Instance that a record is about; undefined for records of others. */
export function instanceOfRecordKey(recordKey: string): ObjectKey | undefined {
  if (!recordKey.startsWith(recordPrefix.instance)) return undefined;
  const [namespace, name, ...rest] = recordKey.slice(recordPrefix.instance.length).split("/");
  if (namespace === undefined || name === undefined || rest.length > 0) return undefined;
  return { kind: "Instance", namespace, name };
}

/** The value of an Instance's record: the object with the revision 0, and the schema's number. */
export function instanceRecordValue(object: StoredObject): Json {
  return { schema: 1, ...(object as unknown as { readonly [name: string]: Json }) };
}

/** The Instance in a record's value; undefined for a value of a newer program or of nobody's making. */
export function readInstanceRecord(value: Json | undefined): StoredObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { schema, ...object } = value as { readonly [name: string]: Json };
  if (schema !== 1 || object["kind"] !== "Instance" || typeof object["spec"] !== "object") return undefined;
  return object as unknown as StoredObject;
}
