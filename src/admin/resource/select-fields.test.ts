import { describe, expect, it } from "vitest";
import { parseFields, selectFields } from "./select-fields.ts";

const object = {
  kind: "Route",
  namespace: "default",
  name: "hello",
  revision: 3,
  labels: { app: "shop", "example.com/x": "1" },
  spec: { hostnames: ["a"], rules: [{ name: "r1", backends: [{ service: "s", weight: 1 }] }, { name: "r2" }] },
};

function select(text: string) {
  const fields = parseFields(text);
  return fields === undefined ? undefined : selectFields(object, fields);
}

describe("field selection", () => {
  const identity = { kind: "Route", namespace: "default", name: "hello", revision: 3 };

  it.each([
    ["name", {}],
    ["labels", { labels: object.labels }],
    ["labels.app", { labels: { app: "shop" } }],
    ["spec.hostnames,spec.rules.name", { spec: { hostnames: ["a"], rules: [{ name: "r1" }, { name: "r2" }] } }],
    ["spec.rules.backends.weight", { spec: { rules: [{ backends: [{ weight: 1 }] }, {}] } }],
    ["spec.nothing", { spec: {} }],
    ["spec.rules.name,labels.app,labels", { labels: object.labels, spec: { rules: [{ name: "r1" }, { name: "r2" }] } }],
    ["nothing", {}],
    ["constructor", {}],
    ["spec.hostnames.deeper", { spec: { hostnames: ["a"] } }],
  ])("%s", (text, expected) => {
    expect(select(text)).toEqual({ ...identity, ...expected });
  });

  it.each(["", "a,", ".a", "a..b", "a b", "a[0]"])("refuses %j", (text) => {
    expect(select(text)).toBeUndefined();
  });
});
