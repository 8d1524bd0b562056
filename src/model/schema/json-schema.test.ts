import { describe, expect, test } from "vitest";
import { samplePolicies } from "../../../test/kit/objects/sample-policies.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import { createModel } from "../model.ts";
import { kinds } from "../object/object.ts";
import { isObject } from "../policy/policy-blocks.ts";

const model = createModel(samplePolicies);

/** Every schema in a schema, with where it stands. */
function* schemasIn(schema: JsonObject, pointer = ""): Iterable<readonly [pointer: string, schema: JsonObject]> {
  yield [pointer, schema];
  const members = Object.entries((schema["properties"] ?? {}) as JsonObject).map(([name, member]) => [`properties/${name}`, member] as const);
  const listed = (["anyOf", "oneOf", "allOf"] as const).flatMap((key) =>
    ((schema[key] ?? []) as readonly Json[]).map((member, index) => [`${key}/${index}`, member] as const),
  );
  const single = (["items", "additionalProperties", "propertyNames"] as const).map((key) => [key, schema[key]] as const);
  for (const [name, member] of [...members, ...listed, ...single]) {
    if (isObject(member)) yield* schemasIn(member, `${pointer}/${name}`);
  }
}

describe.each(kinds)("JSON Schema of %s", (kind) => {
  const schema = model.jsonSchemaOf(kind);
  const all = [...schemasIn(schema)];

  test("closes every object, and is not trivial", () => {
    const objects = all.filter(([, inner]) => inner["type"] === "object");
    expect(objects.length).toBeGreaterThan(1);
    expect(objects.filter(([, inner]) => inner["additionalProperties"] === undefined).map(([pointer]) => pointer)).toEqual([]);
  });

  test("describes every field", () => {
    const fields = all.filter(([pointer]) => /\/properties\/[^/]+$/u.test(pointer));
    expect(fields.filter(([, inner]) => typeof inner["description"] !== "string").map(([pointer]) => pointer)).toEqual([]);
  });

  test("has patterns that every reader of regular expressions takes", () => {
    const patterns = all.flatMap(([, inner]) => (typeof inner["pattern"] === "string" ? [inner["pattern"]] : []));
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) expect(() => new RegExp(pattern)).not.toThrow();
  });

  test("names the kind and asks for name and spec", () => {
    expect(schema).toMatchObject({ properties: { kind: { const: kind } }, required: expect.arrayContaining(["kind", "name", "spec"]) });
  });
});

test("fleet-wide kinds have no namespace", () => {
  expect(getAtPointer(model.jsonSchemaOf("NodeGroup"), "/properties/namespace").found).toBe(false);
  expect(getAtPointer(model.jsonSchemaOf("Route"), "/properties/namespace").found).toBe(true);
});

test("secrets are write-only", () => {
  expect(getAtPointer(model.jsonSchemaOf("Certificate"), "/properties/spec/properties/privateKey/anyOf/0/writeOnly")).toEqual({ found: true, value: true });
});

test("policies stand where they may, and fields of overlay ones may be null", () => {
  const spec = (kind: "Gateway" | "Route" | "Service" | "Policy") =>
    Object.keys((model.jsonSchemaOf(kind)["properties"] as Record<string, { properties: JsonObject }>)["spec"]?.properties ?? {});
  expect(spec("Gateway")).toEqual(expect.arrayContaining(["patience", "copy", "diary", "toll"]));
  expect(spec("Gateway")).not.toContain("fuse");
  expect(spec("Service")).toContain("fuse");
  expect(spec("Service")).not.toContain("patience");
  expect(spec("Policy")).toEqual(expect.arrayContaining(samplePolicies.map(({ name }) => name)));
  const route = model.jsonSchemaOf("Route");
  expect(getAtPointer(route, "/properties/spec/properties/patience/properties/after")).toMatchObject({
    value: { anyOf: [{ type: "object" }, { type: "null" }] },
  });
  expect(getAtPointer(route, "/properties/spec/properties/toll/properties/coins")).toMatchObject({ value: { type: "integer" } });
  expect(getAtPointer(route, "/properties/spec/properties/rules/items/anyOf/0/properties/patience/properties/limit/anyOf/1")).toMatchObject({
    value: { type: "null" },
  });
  expect(JSON.stringify(route)).not.toContain("x-overlay");
});

test("defaults are told", () => {
  expect(getAtPointer(model.jsonSchemaOf("Service"), "/properties/spec/properties/connectTimeout/default")).toEqual({ found: true, value: "1s" });
});
