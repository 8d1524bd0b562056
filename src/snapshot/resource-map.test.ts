import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeResource } from "../../test/kit/xds/fake-resource.ts";
import type { Resource } from "./resource.ts";
import { ResourceMap } from "./resource-map.ts";

const edits = fc.array(fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })), { maxLength: 12 }), {
  maxLength: 8,
});

function toChanges(edit: readonly (readonly [number, number | undefined])[]): Map<string, Resource | undefined> {
  return new Map(
    edit.map(([name, version]) => [`n${name}`, version === undefined ? undefined : fakeResource("cluster", `n${name}`, { version: `v${version}` })]),
  );
}

function applyTo(plain: Map<string, Resource>, changes: ReadonlyMap<string, Resource | undefined>): void {
  for (const [name, resource] of changes) {
    if (resource === undefined) plain.delete(name);
    else plain.set(name, resource);
  }
}

describe("ResourceMap", () => {
  it("holds what a plain map holds, and leaves the older one as it was", () => {
    fc.assert(
      fc.property(edits, (steps) => {
        let map = ResourceMap.empty;
        const plain = new Map<string, Resource>();
        for (const changes of steps.map(toChanges)) {
          const next = map.with(changes);
          expect(map.names()).toEqual([...plain.keys()].sort());
          applyTo(plain, changes);
          map = next;
          expect(map.size).toBe(plain.size);
          expect(map.names()).toEqual([...plain.keys()].sort());
          for (const [name, resource] of plain) expect(map.get(name)).toBe(resource);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("tells exactly the names whose version differs", () => {
    fc.assert(
      fc.property(edits, edits, (first, second) => {
        const earlier = first.reduce((map, step) => map.with(toChanges(step)), ResourceMap.empty);
        const later = second.reduce((map, step) => map.with(toChanges(step)), earlier);
        const names = [...new Set([...earlier.names(), ...later.names()])].filter((name) => earlier.get(name)?.version !== later.get(name)?.version);
        const found = later.differences(earlier);
        expect(found.map(({ name }) => name).sort()).toEqual(names.sort());
        for (const { name, before, after } of found) {
          expect(before).toBe(earlier.get(name));
          expect(after).toBe(later.get(name));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("becomes the empty map again when the last resource goes", () => {
    const one = ResourceMap.empty.with(new Map([["a", fakeResource("cluster", "a")]]));
    expect(one.with(new Map([["a", undefined]]))).toBe(ResourceMap.empty);
  });
});
