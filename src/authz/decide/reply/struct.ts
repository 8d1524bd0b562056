import type { Struct, Value } from "../../../gen/google/protobuf.ts";
import { NullValue } from "../../../gen/google/protobuf.ts";
import type { Json, JsonObject } from "../../../kit/json.ts";

/** JSON as google.protobuf.Struct. */
export function toStruct(object: JsonObject): Struct {
  return { fields: Object.fromEntries(Object.entries(object).map(([name, value]) => [name, toValue(value)])) };
}

function toValue(value: Json): Value {
  switch (typeof value) {
    case "string":
      return { string_value: value };
    case "number":
      return { number_value: value };
    case "boolean":
      return { bool_value: value };
    default:
      if (value === null) return { null_value: NullValue.NULL_VALUE };
      return Array.isArray(value) ? { list_value: { values: value.map(toValue) } } : { struct_value: toStruct(value as JsonObject) };
  }
}
