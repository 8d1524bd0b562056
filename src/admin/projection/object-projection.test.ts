import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { keyOf, keyText, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import { ephemeralRecordKey, ephemeralRecordValue } from "./ephemeral-record.ts";
import { ObjectProjection } from "./object-projection.ts";
import { SortedKeys } from "./sorted-keys.ts";

function object(kind: StoredObject["kind"], name: string, refersTo: readonly string[] = []): StoredObject {
  const spec = { refersTo: [...refersTo] };
  return { kind, name, namespace: "default", labels: {}, spec, revision: kind === "Instance" ? 0 : 1, createdAt: "", updatedAt: "", owner: "" };
}

const serviceKey = (name: string): ObjectKey => ({ kind: "Service", namespace: "default", name });

function newProjection(clock = new FakeClock()): ObjectProjection {
  return new ObjectProjection({ clock, referencesOf: ({ spec }) => (spec["refersTo"] as readonly string[]).map(serviceKey) });
}

function commit(projection: ObjectProjection, revision: number, key: ObjectKey, after: StoredObject | undefined): void {
  const change = { key, before: projection.get(key), after };
  projection.apply({ kind: "commit", record: { revision, author: "", reason: "", at: "", changes: [change] } });
}

const names = (projection: ObjectProjection, kind: StoredObject["kind"], after?: string) =>
  [...projection.list({ kind, ...(after && { after }) })].map(({ name }) => name);

describe("ObjectProjection", () => {
  it("follows snapshots, commits and records", () => {
    const projection = newProjection();
    expect(projection.live).toBe(false);
    projection.apply({
      kind: "snapshot",
      revision: 4,
      relisted: false,
      objects: [object("Service", "b"), object("Service", "a"), object("Route", "r", ["a"])],
    });
    expect([projection.live, projection.revision]).toEqual([true, 4]);
    expect(names(projection, "Service")).toEqual(["a", "b"]);
    commit(projection, 5, serviceKey("c"), object("Service", "c"));
    commit(projection, 6, serviceKey("a"), undefined);
    expect(names(projection, "Service")).toEqual(["b", "c"]);
    expect(names(projection, "Service", "Service/default/b")).toEqual(["c"]);
    expect(projection.revision).toBe(6);

    const instance = object("Instance", "i");
    projection.apply({ kind: "records", reset: true, changes: [{ key: ephemeralRecordKey(instance), value: ephemeralRecordValue(instance), etag: "1" }] });
    expect(projection.get(keyOf(instance))).toEqual(instance);
    projection.apply({ kind: "snapshot", revision: 9, relisted: true, objects: [object("Service", "z")] });
    expect(names(projection, "Service")).toEqual(["z"]);
    expect(names(projection, "Route")).toEqual([]);
    expect(names(projection, "Instance")).toEqual(["i"]);
    projection.apply({ kind: "records", reset: true, changes: [] });
    expect(names(projection, "Instance")).toEqual([]);
  });

  it("knows who refers to what, also to what is not there", () => {
    const projection = newProjection();
    projection.apply({ kind: "snapshot", revision: 1, relisted: false, objects: [object("Route", "b", ["x"]), object("Route", "a", ["x", "y"])] });
    const referrers = (name: string) => projection.referrers(serviceKey(name)).map(keyText);
    expect(referrers("x")).toEqual(["Route/default/a", "Route/default/b"]);
    commit(projection, 2, { kind: "Route", namespace: "default", name: "a" }, object("Route", "a", ["y"]));
    expect(referrers("x")).toEqual(["Route/default/b"]);
    commit(projection, 3, { kind: "Route", namespace: "default", name: "b" }, undefined);
    expect(referrers("x")).toEqual([]);
    expect(referrers("y")).toEqual(["Route/default/a"]);
  });

  it("tells when a revision is reached, or that it was not", async () => {
    const clock = new FakeClock();
    const projection = newProjection(clock);
    expect(await projection.reached(0, 0)).toBe(true);
    const waits = [projection.reached(2, 1000), projection.reached(3, 1000), projection.reached(9, 1000)];
    commit(projection, 3, serviceKey("a"), object("Service", "a"));
    await clock.advanceAsync(1000);
    expect(await Promise.all(waits)).toEqual([true, true, false]);
  });

  it("is live or not as the watch says", () => {
    const projection = newProjection();
    projection.apply({ kind: "snapshot", revision: 1, relisted: false, objects: [] });
    projection.apply({ kind: "outage", error: new Error("Gone") as never });
    expect(projection.live).toBe(false);
    projection.apply({ kind: "restored" });
    expect(projection.live).toBe(true);
  });

  it("ignores records of others and of newer programs", () => {
    const projection = newProjection();
    const value = { ...object("Instance", "i"), schema: 2 } as never;
    projection.apply({
      kind: "records",
      reset: false,
      changes: [
        { key: "live/summary/x", value: 1, etag: "1" },
        { key: "live/instance/default/i", value, etag: "1" },
        { key: "live/instance/default/i/more", value, etag: "1" },
      ],
    });
    expect(names(projection, "Instance")).toEqual([]);
  });
});

/** A step of a test: a key comes or goes, and then perhaps somebody looks. */
type Step = readonly [add: boolean, key: string, look: boolean];

function take(step: Step, sorted: SortedKeys, plain: Set<string>): void {
  const [add, key, look] = step;
  for (const set of [sorted, plain]) {
    if (add) set.add(key);
    else set.delete(key);
  }
  if (look) expect([...sorted.from("")]).toEqual([...plain].sort());
}

describe("SortedKeys", () => {
  it("is a sorted set whatever is added and deleted", () => {
    const key = fc.stringMatching(/^[a-e]{1,3}$/u);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), key, fc.boolean())), key, (steps, after) => {
        const [sorted, plain] = [new SortedKeys(), new Set<string>()];
        for (const step of steps) take(step, sorted, plain);
        expect([...sorted.from(after)]).toEqual([...plain].filter((text) => text > after).sort());
      }),
      { numRuns: 100 },
    );
  });
});
