import { keyTitle, type ObjectKey } from "../../model/object/object.ts";

/** An object as the owner of another one is told of it: names of another tenant's objects are not told. */
export function tenantTitle(object: ObjectKey, reader: Pick<ObjectKey, "namespace">): string {
  return object.namespace === reader.namespace ? keyTitle(object) : `a ${object.kind} of namespace ${object.namespace}`;
}
