import { z } from "zod";
import type { Json, JsonObject } from "../../kit/json.ts";
import { isObject } from "../policy/policy-blocks.ts";

/** Member of a schema's metadata that marks a block of an overlay policy; it does not stand in the result. */
export const overlayMark = "x-overlay";

/** JSON Schema (2020-12) of what may be written by a schema: `additionalProperties: false`, defaults, descriptions, patterns. */
export function toJsonSchema(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12", unrepresentable: "throw" });
  return withNulls(made as unknown as JsonObject, false);
}

/** In overlay policies `null` in place of an optional field unsets what a broader level says; so it is at every depth. */
function withNulls(schema: JsonObject, inOverlay: boolean): JsonObject {
  const { [overlayMark]: mark, ...plain } = schema;
  const within = inOverlay || mark === true;
  const members = Object.entries(plain).map(([key, value]): readonly [string, Json] => [key, memberWithNulls(key, value, { schema, within })]);
  return Object.fromEntries(members);
}

interface Place {
  readonly schema: JsonObject;
  readonly within: boolean;
}

function memberWithNulls(key: string, value: Json, { schema, within }: Place): Json {
  if (key === "properties" && isObject(value)) return propertiesWithNulls(value, { schema, within });
  if ((key === "anyOf" || key === "oneOf" || key === "allOf") && Array.isArray(value)) return value.map((option: Json) => innerWithNulls(option, within));
  return key === "items" || key === "additionalProperties" ? innerWithNulls(value, within) : value;
}

function propertiesWithNulls(properties: JsonObject, { schema, within }: Place): JsonObject {
  const required = (schema["required"] ?? []) as readonly string[];
  const members = Object.entries(properties).map(([name, member]): readonly [string, Json] => {
    const inner = innerWithNulls(member, within);
    return [name, within && !required.includes(name) && isObject(inner) ? nullable(inner) : inner];
  });
  return Object.fromEntries(members);
}

function innerWithNulls(schema: Json, within: boolean): Json {
  return isObject(schema) ? withNulls(schema, within) : schema;
}

function nullable({ description, ...schema }: JsonObject): JsonObject {
  return { ...(description !== undefined && { description }), anyOf: [schema, { type: "null" }] };
}
