import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrderedMap } from "./ordered-map.ts";

type Edit = readonly [key: string, value: number | undefined];

const arbitraryEdits = fc.array(fc.tuple(fc.nat(400).map(String), fc.option(fc.nat(), { nil: undefined })), { maxLength: 1500, size: "max" });

function plain(map: OrderedMap<number>): (readonly [string, number])[] {
  return [...map.entries()];
}

function sortedEntries(map: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}

function edit(map: OrderedMap<number>, [key, value]: Edit, owner?: object): OrderedMap<number> {
  return value === undefined ? map.without(key, owner) : map.with(key, value, owner);
}

function editPlain(map: Map<string, number>, [key, value]: Edit): Map<string, number> {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
  return map;
}

function expectContent(map: OrderedMap<number>, expected: ReadonlyMap<string, number>): void {
  expect(plain(map)).toEqual(sortedEntries(expected));
  expect([...map.values()]).toEqual(sortedEntries(expected).map(([, value]) => value));
  expect(map.size).toBe(expected.size);
  expect(map.first()).toBe(sortedEntries(expected)[0]?.[1]);
  expect(map.get("none")).toBeUndefined();
}

describe("OrderedMap", () => {
  it("holds what a map holds, in key order, and never changes what was there before", () => {
    fc.assert(
      fc.property(arbitraryEdits, fc.nat(1500), (edits, moment) => {
        const expected = new Map<string, number>();
        let map = OrderedMap.empty<number>();
        let snapshot = { map, expected: new Map(expected) };
        edits.forEach((change, index) => {
          map = edit(map, change);
          editPlain(expected, change);
          expect(map.get(change[0])).toBe(change[1]);
          if (index === moment) snapshot = { map, expected: new Map(expected) };
        });
        expectContent(map, expected);
        expectContent(snapshot.map, snapshot.expected);
      }),
      { numRuns: 40 },
    );
  });

  it("changes in place under one owner, and leaves alone what others made", () => {
    fc.assert(
      fc.property(arbitraryEdits, arbitraryEdits, (first, second) => {
        const expected = new Map<string, number>();
        const owner = {};
        const before = first.reduce((map, change) => edit(map, change, owner), OrderedMap.empty<number>());
        for (const change of first) editPlain(expected, change);
        const expectedBefore = new Map(expected);
        const other = {};
        const after = second.reduce((map, change) => edit(map, change, other), before);
        for (const change of second) editPlain(expected, change);
        expectContent(before, expectedBefore);
        expectContent(after, expected);
      }),
      { numRuns: 40 },
    );
  });

  it("is built of sorted entries, and can be emptied again in any order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5000).map(String), { maxLength: 3000, size: "max" }), (keys) => {
        const sorted = [...keys].sort((left, right) => (left < right ? -1 : 1));
        let map = OrderedMap.fromSorted(sorted, sorted.map(Number));
        expectContent(map, new Map(keys.map((key) => [key, Number(key)])));
        for (const key of keys) map = map.without(key);
        expect(plain(map)).toEqual([]);
        expect(map.size).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it("answers itself when the key to remove is not there", () => {
    const map = OrderedMap.empty<number>().with("a", 1);
    expect(map.without("b")).toBe(map);
  });

  it("orders keys by code units", () => {
    const keys = ["ä", "z", "Z", "a", "\u{1F600}", "\uFFFD", ""];
    const map = keys.reduce((sum, key, index) => sum.with(key, index), OrderedMap.empty<number>());
    expect(plain(map).map(([key]) => key)).toEqual(["", "Z", "a", "z", "ä", "\u{1F600}", "\uFFFD"]);
  });
});
