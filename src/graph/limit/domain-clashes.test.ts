import { describe, expect, it } from "vitest";
import type { RateLimitDescriptorSpec, RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import type { Parsed } from "../build/inputs.ts";
import { byAge, domainClashes } from "./domain-clashes.ts";

function part(id: string, day: number, ...descriptors: readonly RateLimitDescriptorSpec[]): Parsed<RateLimitDomainSpec> {
  const [namespace = "", name = ""] = id.split("/");
  const key = { kind: "RateLimitDomain", namespace, name } as const;
  return { key, labels: {}, createdAt: `2026-01-0${day}T00:00:00.000Z`, spec: { domain: "shop", descriptors } };
}

function clashes(...parts: readonly Parsed<RateLimitDomainSpec>[]): readonly string[] {
  return domainClashes(parts).map(
    ({ object, pointer, involves }) => `${object.namespace}/${object.name}${pointer} < ${involves?.map(({ name }) => name).join()}`,
  );
}

describe("domainClashes", () => {
  it("tells the younger of two that speak of one descriptor, whatever their order, and names the older", () => {
    const old = part("default/old", 1, { key: "user", value: 7 });
    const young = part("default/young", 2, { key: "path" }, { key: "user", value: "7" });
    const expected = [
      {
        object: young.key,
        pointer: "/spec/descriptors/1",
        condition: "Conflicted",
        code: "LIMIT_CONFLICT",
        detail: "Descriptor shop.user_7 stands in RateLimitDomain default/old too, which is older and wins",
        hint: "Objects of one domain are joined descriptor by descriptor: keep this one, with all that is below it, in one of them",
        involves: [old.key],
      },
    ];
    expect(domainClashes([old, young])).toEqual(expected);
    expect(domainClashes([young, old])).toEqual(expected);
  });

  it("takes descriptors of other keys or values, wildcards among them, as joined", () => {
    const old = part("default/old", 1, { key: "user" }, { key: "file", value: "a/*" });
    expect(clashes(old, part("default/young", 2, { key: "user", value: 7 }, { key: "users" }, { key: "file", value: "a/b" }))).toEqual([]);
  });

  it("knows no difference between an empty value and none", () => {
    expect(clashes(part("default/old", 1, { key: "user" }), part("default/young", 2, { key: "user", value: "" }))).toEqual([
      "default/young/spec/descriptors/0 < old",
    ]);
  });

  it("names the one that wins to each that loses, and every descriptor", () => {
    const [a, b] = [{ key: "a" }, { key: "b" }];
    expect(clashes(part("default/first", 1, a), part("default/second", 2, a, b), part("default/third", 3, b, a))).toEqual([
      "default/second/spec/descriptors/0 < first",
      "default/third/spec/descriptors/0 < second",
      "default/third/spec/descriptors/1 < first",
    ]);
  });

  it("does not tell the names of objects of another namespace", () => {
    const [clash] = domainClashes([part("team/secret", 1, { key: "user" }), part("default/young", 2, { key: "user" })]);
    expect(clash?.detail).toBe("Descriptor shop.user stands in a RateLimitDomain of namespace team too, which is older and wins");
  });

  it("goes by the name, the namespace first, where the age is the same", () => {
    const parts = [part("b/a", 1, { key: "user" }), part("a/z", 1, { key: "user" })];
    expect([...parts].sort(byAge).map(({ key }) => key.namespace)).toEqual(["a", "b"]);
    expect(clashes(...parts)).toEqual(["b/a/spec/descriptors/0 < z"]);
  });
});
