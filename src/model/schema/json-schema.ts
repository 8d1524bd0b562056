import { z } from "zod";
import type { JsonObject } from "../../kit/json.ts";

/** JSON Schema (2020-12) of what may be written by a schema: `additionalProperties: false`, defaults, descriptions, patterns. */
export function toJsonSchema(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "throw",
    override: ({ jsonSchema }) => {
      if (jsonSchema["policy"] === "overlay") makeNullable(jsonSchema);
      delete jsonSchema["policy"];
    },
  });
  return made as unknown as JsonObject;
}

type Schema = z.core.JSONSchema.BaseSchema;

/** `null` in place of an optional field unsets what a broader level says; so it is at every depth. */
function makeNullable(schema: Schema): void {
  const properties = schema.properties ?? {};
  for (const [name, member] of Object.entries(properties)) {
    if (typeof member === "boolean") continue;
    makeNullable(member);
    if (schema.required?.includes(name) !== true) properties[name] = nullable(member);
  }
  for (const inner of innerSchemas(schema)) makeNullable(inner);
}

function nullable({ description, ...schema }: Schema): Schema {
  return { ...(description !== undefined && { description }), anyOf: [schema, { type: "null" }] };
}

function innerSchemas({ anyOf = [], oneOf = [], items }: Schema): readonly Schema[] {
  return [...anyOf, ...oneOf, items].filter((inner): inner is Schema => typeof inner === "object" && !Array.isArray(inner));
}
