import { describe, expect, it } from "vitest";
import { fakeResource, fakeRoute } from "../../test/kit/xds/fake-resource.ts";
import { referencesOf } from "./references.ts";
import type { Resource, ViewChange } from "./resource.ts";
import { createSnapshots } from "./snapshots.ts";

const view = "edge|envoy";

function put(resource: Resource, where = view): ViewChange {
  return { view: where, type: resource.type, name: resource.name, resource };
}

function drop(type: Resource["type"], name: string): ViewChange {
  return { view, type, name, resource: undefined };
}

describe("createSnapshots", () => {
  it("is not ready before the first update, and a view appears when it is named", async () => {
    const snapshots = createSnapshots();
    expect(snapshots.ready).toBe(false);
    const waiting = snapshots.whenReady();
    expect(snapshots.view("later|envoy").current.types.cluster.size).toBe(0);
    snapshots.apply({ revision: 3, changes: [] });
    await waiting;
    await snapshots.whenReady();
    expect([snapshots.ready, snapshots.revision]).toEqual([true, 3]);
  });

  it("shares resources, counts positions, and tells those who follow a changed view once an update", () => {
    const snapshots = createSnapshots();
    const told: string[] = [];
    snapshots.observe(view, ({ name, current }) => void told.push(`${name} ${current.position}`));
    snapshots.observe("other|envoy", () => void told.push("other"));
    const cluster = fakeResource("cluster", "a");
    snapshots.apply({ revision: 1, changes: [put(cluster), put(fakeResource("route", "r"))] });
    snapshots.apply({ revision: 2, changes: [] });
    expect(snapshots.view(view).current.types.cluster.get("a")).toBe(cluster);
    expect(snapshots.view(view).current).toMatchObject({ position: 1, revision: 1 });
    expect(snapshots.revision).toBe(2);
    expect(told).toEqual(["edge|envoy 1"]);
  });

  it("takes an equal version for no change, and the last of several changes of one name", () => {
    const snapshots = createSnapshots();
    snapshots.apply({ revision: 1, changes: [put(fakeResource("cluster", "a")), put(fakeResource("cluster", "a", { version: "v2" }))] });
    const before = snapshots.view(view).current;
    expect(before.types.cluster.get("a")?.version).toBe("v2");
    snapshots.apply({ revision: 2, changes: [put(fakeResource("cluster", "a", { version: "v2" })), drop("cluster", "unknown")] });
    expect(snapshots.view(view).current).toBe(before);
  });

  it("ends an observation, and tells every update to those who follow the revision", () => {
    const snapshots = createSnapshots();
    const told: string[] = [];
    const end = snapshots.observe(view, () => void told.push("view"));
    const endUpdates = snapshots.onUpdate(() => void told.push("update"));
    snapshots.apply({ revision: 1, changes: [put(fakeResource("cluster", "a"))] });
    end();
    endUpdates();
    snapshots.apply({ revision: 2, changes: [drop("cluster", "a")] });
    expect(told).toEqual(["view", "update"]);
  });
});

describe("changes since a snapshot", () => {
  for (const journalLimit of [1, 1000]) {
    it(`are the net differences, with a journal of ${journalLimit}`, () => {
      const snapshots = createSnapshots({ journalLimit });
      const followed = snapshots.view(view);
      snapshots.apply({ revision: 1, changes: [put(fakeResource("cluster", "a")), put(fakeResource("cluster", "b")), put(fakeResource("route", "r"))] });
      const from = followed.current;
      snapshots.apply({ revision: 2, changes: [put(fakeResource("cluster", "a", { version: "v2" })), put(fakeResource("cluster", "c"))] });
      snapshots.apply({ revision: 3, changes: [drop("cluster", "b"), drop("cluster", "c")] });
      snapshots.apply({ revision: 4, changes: [put(fakeResource("route", "r", { version: "v2" }))] });
      snapshots.apply({ revision: 5, changes: [put(fakeResource("route", "r"))] });
      const changes = followed.changesSince(from).map(({ type, name, before, after }) => `${type} ${name}: ${before?.version} → ${after?.version}`);
      expect(changes.sort()).toEqual(["cluster a: v1 → v2", "cluster b: v1 → undefined"]);
      expect(followed.changesSince(followed.current)).toEqual([]);
    });
  }

  it("are made once for all who stand at one position", () => {
    const snapshots = createSnapshots();
    const from = snapshots.view(view).current;
    snapshots.apply({ revision: 1, changes: [put(fakeResource("cluster", "a"))] });
    expect(snapshots.view(view).changesSince(from)).toBe(snapshots.view(view).changesSince(from));
  });
});

describe("referencesOf", () => {
  it("asks a resource once", () => {
    const asked: string[] = [];
    const route = fakeRoute("r", ["a"]);
    const counted: Resource = {
      ...route,
      references: () => {
        asked.push(route.name);
        return route.references();
      },
    };
    expect([...referencesOf(counted, "cluster")]).toEqual(["a"]);
    expect([...referencesOf(counted, "endpoint")]).toEqual([]);
    expect(asked).toEqual(["r"]);
  });
});
