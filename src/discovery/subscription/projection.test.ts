import { describe, expect, it } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { createSnapshots } from "../../snapshot/snapshots.ts";
import { projectChanges, projectSnapshot, type StreamKind } from "./projection.ts";

const split: Resource = { ...fakeResource("route", "t", { version: "head" }), hosts: "pushed" };
const table = (version: string): Resource => ({ ...fakeResource("route", "t", { version }), split: () => split });
const asked: Resource = { ...fakeResource("cluster", "asked"), onDemand: true };

const splitKinds: readonly StreamKind[] = [
  { variant: "delta", scope: "ads" },
  { variant: "delta", scope: "virtual-host" },
];
const wholeKinds: readonly StreamKind[] = [
  { variant: "delta", scope: "route" },
  { variant: "sotw", scope: "ads" },
];

function viewOf(...resources: readonly Resource[]) {
  const snapshots = createSnapshots();
  const view = snapshots.view("v");
  const from = view.current;
  snapshots.apply({ revision: 1, changes: resources.map((resource) => ({ view: "v", type: resource.type, name: resource.name, resource })) });
  return { snapshot: view.current, changes: view.changesSince(from) };
}

describe("a view as streams are shown it", () => {
  const { snapshot, changes } = viewOf(
    table("whole"),
    fakeResource("virtual-host", "t/a"),
    asked,
    fakeResource("cluster", "common"),
    fakeResource("secret", "s"),
  );
  const versionsOf = (kind: StreamKind): readonly string[] => projectChanges(kind, changes).map(({ name, after }) => `${name} ${after?.version}`);

  it("has its hosts by themselves in delta, on streams that carry tables and hosts alike", () => {
    for (const kind of splitKinds) {
      const { route, cluster, "virtual-host": hosts } = projectSnapshot(kind, snapshot).types;
      expect([route.get("t"), hosts.get("t/a")?.name, cluster.get("asked")?.onDemand]).toEqual([split, "t/a", true]);
      expect(versionsOf(kind).toSorted()).toEqual(["asked v1", "common v1", "s v1", "t head", "t/a v1"]);
    }
  });

  it("has them in its tables elsewhere, where nobody can ask for a cluster by its name", () => {
    for (const kind of wholeKinds) {
      const { route, cluster, "virtual-host": hosts } = projectSnapshot(kind, snapshot).types;
      expect([route.get("t")?.version, hosts.size, cluster.get("asked")?.onDemand]).toEqual(["whole", 0, false]);
      expect(versionsOf(kind).toSorted()).toEqual(["asked v1", "common v1", "s v1", "t whole"]);
      const [shown] = projectChanges(kind, changes).filter(({ name }) => name === "asked");
      expect(shown?.after).toBe(cluster.get("asked"));
    }
  });

  it("is the same for all of them, and shares what has no other form", () => {
    for (const kind of [...splitKinds, ...wholeKinds]) {
      expect(projectSnapshot(kind, snapshot)).toBe(projectSnapshot({ ...kind }, snapshot));
      expect(projectSnapshot(kind, snapshot).types.route).toBe(projectSnapshot(kind, { ...snapshot }).types.route);
      expect(projectSnapshot(kind, snapshot).types.cluster).toBe(projectSnapshot(kind, { ...snapshot }).types.cluster);
      expect(projectChanges(kind, changes)).toBe(projectChanges({ ...kind }, changes));
    }
    const plain = viewOf(fakeResource("route", "r"), fakeResource("cluster", "c")).snapshot;
    for (const kind of [...splitKinds, ...wholeKinds]) {
      expect(projectSnapshot(kind, plain).types.route).toBe(plain.types.route);
      expect(projectSnapshot(kind, plain).types.cluster).toBe(plain.types.cluster);
    }
  });

  it("has no change of a table whose hosts alone have changed", () => {
    const change = { type: "route", name: "t", before: table("whole"), after: table("changed") } as const;
    expect(splitKinds.map((kind) => projectChanges(kind, [change]))).toEqual([[], []]);
    expect(wholeKinds.map((kind) => projectChanges(kind, [change]))).toEqual([[change], [change]]);
  });
});
