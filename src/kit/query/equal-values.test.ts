import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalValues } from "./equal-values.ts";
import { OrderedMap } from "./ordered-map.ts";

describe("equalValues", () => {
  it("compares JSON-like data by content", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(equalValues(left, structuredClone(left))).toBe(true);
        expect(equalValues(left, right)).toBe(canonical(left) === canonical(right));
      }),
    );
  });

  it.each([
    ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2]), true],
    ["bytes and a Buffer", new Uint8Array([1, 2]), Buffer.from([1, 2]), true],
    ["different bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3]), false],
    ["bytes and a longer run", new Uint8Array([1]), new Uint8Array([1, 2]), false],
    ["bytes and an array", new Uint8Array([1]), [1], false],
    ["an array and bytes", [1], new Uint8Array([1]), false],
    ["an array and an object", [], {}, false],
    ["an object and an array", {}, [], false],
    ["a missing and an undefined member", {}, { a: undefined }, false],
    ["members of other names", { a: undefined }, { b: undefined }, false],
    ["null and an object", null, {}, false],
    ["NaN", { a: Number.NaN }, { a: Number.NaN }, true],
    ["objects without prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }, true],
    ["functions", { a: () => 1 }, { a: () => 1 }, false],
    ["maps", new Map([[1, 2]]), new Map([[1, 2]]), false],
    ["dates", new Date(0), new Date(0), false],
    ["ordered maps", OrderedMap.empty(), OrderedMap.empty(), false],
    ["a number and its text", 1, "1", false],
  ])("%s", (_, left, right, equal) => {
    expect(equalValues(left, right)).toBe(equal);
  });

  it("takes the same reference as equal, whatever it is", () => {
    const shared = { run: () => 1, map: new Map(), self: {} as unknown };
    shared.self = shared;
    expect(equalValues({ shared }, { shared })).toBe(true);
  });
});

/** JSON with sorted keys that keeps the sign of zero, as `Object.is` does. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
    return `{${members.sort((left, right) => (left < right ? -1 : 1)).join(",")}}`;
  }
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
