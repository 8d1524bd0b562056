import { describe, expect, it } from "vitest";
import { readAuthFiles } from "./read-auth-files.ts";

const policy = "kind: Policy\nname: orders\nspec: { auth: { identify: [{ apiKey: {} }] } }\n";
const consumer = "kind: Consumer\nname: acme\nspec: { groups: [a], credentials: { key: { apiKey: { value: 0123456789abcdef } } } }\n";

function problems(...texts: readonly string[]): readonly string[] {
  const read = readAuthFiles(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
  return "problems" in read ? read.problems.map(({ file, line, detail }) => `${file}:${line} ${detail}`) : [];
}

describe("readAuthFiles", () => {
  it("knows policies by namespace and name, and by the name alone in namespace default", () => {
    const read = readAuthFiles([{ name: "a.yaml", text: `${policy}---\n${policy.replace("kind: Policy", "kind: Policy\nnamespace: shop")}---\n${consumer}` }]);
    if ("problems" in read) throw new Error(JSON.stringify(read.problems));
    expect([...read.plans.keys()]).toEqual(["default/orders", "orders", "shop/orders"]);
    expect(read.plans.get("shop/orders")?.layers).toMatchObject([{ source: "Policy shop/orders", namespace: "shop" }]);
    expect(read.consumers).toMatchObject([{ namespace: "default", name: "acme", spec: { groups: ["a"], disabled: false } }]);
  });

  it("says what is wrong and where", () => {
    expect(problems(policy, policy)).toEqual(["1.yaml:1 Policy default/orders stands in 0.yaml:1 already"]);
    expect(problems("kind: Route\nname: r\nspec: {}\n")).toEqual(['0.yaml:1 Kind "Route" has no place among these files']);
    expect(problems(policy.replace("apiKey: {}", "apikey: {}"))[0]).toContain("0.yaml:3 ");
    const introspection = "{ introspection: { url: 'https://a', issuer: a, client: { id: a, secret: { name: idp, entry: key } } } }";
    expect(problems(policy.replace("{ apiKey: {} }", introspection))).toEqual(["0.yaml:3 Secret default/idp is not among these files"]);
    expect(problems(policy.replace("{ apiKey: {} }", introspection), "kind: Secret\nname: idp\nspec: { data: { other: x } }\n")).toEqual([
      "0.yaml:3 Secret default/idp has no entry key",
    ]);
    const login = "{ oidc: { issuer: 'https://a', client: { id: a }, logout: { backChannel: /l } } }";
    expect(problems(policy.replace("{ apiKey: {} }", login))).toEqual([
      "0.yaml:3 Logouts that an identity provider tells of need a store, and policies of files have none",
    ]);
    expect(problems("a: [")[0]).toContain("0.yaml:");
    expect(problems("- 7\n")).toHaveLength(1);
    expect(problems("kind: Policy\nname: p\nspec: { targets: [{ kind: Namespace }] }\n")).toEqual(["0.yaml:3 Policy brings no policy"]);
  });

  it("takes nothing from an empty folder", () => {
    expect(readAuthFiles([])).toEqual({ plans: new Map(), consumers: [], revocations: [], secrets: [] });
  });
});
