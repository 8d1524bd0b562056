import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/kit/json.ts";
import { schemaProblems } from "./json-schema.ts";

const document = { components: { schemas: { Name: { type: "string", pattern: "^[a-z]+$", maxLength: 3 } } } };

describe("schemaProblems", () => {
  it.each<[Json, Json]>([
    [{ $ref: "#/components/schemas/Name" }, "abc"],
    [{ type: "object", properties: { a: { type: "integer" } }, required: ["a"], additionalProperties: false }, { a: 1 }],
    [{ type: ["string", "null"] }, null],
    [{ oneOf: [{ const: 1 }, { const: 2 }] }, 2],
    [{ not: { const: 1 } }, 2],
    [{ type: "object", propertyNames: { pattern: "^x" }, additionalProperties: { type: "number" } }, { xa: 1.5 }],
  ])("%j takes %j", (schema, value) => {
    expect(schemaProblems(schema, value, document)).toEqual([]);
  });

  it.each<[Json, Json]>([
    [{ $ref: "#/components/schemas/Name" }, "ABC"],
    [{ $ref: "#/components/schemas/Name" }, "abcd"],
    [{ $ref: "#/components/schemas/Nobody" }, "abc"],
    [{ type: "object", properties: { a: { type: "integer" } }, required: ["a"], additionalProperties: false }, {}],
    [{ type: "object", properties: { a: { type: "integer" } }, additionalProperties: false }, { b: 1 }],
    [{ type: "integer" }, 1.5],
    [{ enum: ["a"] }, "b"],
    [{ anyOf: [{ type: "string" }] }, 1],
    [{ oneOf: [{ type: "integer" }, { minimum: 0 }] }, 1],
    [{ allOf: [{ type: "integer" }, { minimum: 2 }] }, 1],
    [{ items: { type: "string" }, maxItems: 2 }, ["a", 1]],
    [{ minLength: 2 }, "a"],
    [{ not: {} }, 1],
    [{ propertyNames: { pattern: "^x" } }, { a: 1 }],
    [{ if: {} }, 1],
    [{ type: "string", writeOnly: true }, "secret"],
    [{ anyOf: [{ type: "string", writeOnly: true }, { type: "object" }] }, "secret"],
    [false, 1],
  ])("%j refuses %j", (schema, value) => {
    expect(schemaProblems(schema, value, document)).not.toEqual([]);
  });
});
