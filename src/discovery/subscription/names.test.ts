import { describe, expect, it, vi } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { ResourceMap } from "../../snapshot/resource-map.ts";
import { createSnapshots } from "../../snapshot/snapshots.ts";
import { coveringHost, hostFor, hostNames, mayCover, pushedNames } from "./hosts.ts";
import { NameSet } from "./name-set.ts";
import { limitsOf, sizeOf, travelsAlone } from "./response-limits.ts";
import { isShared, sharedSlice } from "./shared-slice.ts";
import { indexIn, memberOf, sorted } from "./sorted-names.ts";

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `n${String(index).padStart(4, "0")}`);

describe("a set of names", () => {
  it.each([3, 64, 100])("has what was added and not taken away, of a list of %i", (count) => {
    const set = new NameSet();
    set.addAll(names(count));
    set.add("extra");
    set.add("n0000");
    expect([set.size, set.has("n0002"), set.has("extra"), set.has("other")]).toEqual([count + 1, true, true, false]);
    expect([set.delete("n0001"), set.delete("n0001"), set.delete("extra"), set.delete("other")]).toEqual([true, false, true, false]);
    expect([set.size, set.has("n0001"), set.has("extra")]).toEqual([count - 1, false, false]);
    expect([...set]).toEqual(names(count).filter((name) => name !== "n0001"));
    set.add("n0001");
    expect([set.size, set.has("n0001"), [...set].length]).toEqual([count, true, count]);
  });

  it("is another one for each stream that was given the same list", () => {
    const list = names(64);
    const [one, other] = [new NameSet(), new NameSet()];
    for (const set of [one, other]) set.addAll(list);
    one.delete("n0000");
    other.addAll(["later"]);
    expect([one.size, other.size, one.has("later"), other.has("n0000")]).toEqual([63, 65, false, true]);
  });

  it.each([3, 64])("counts those of its names that a map has, of a list of %i", (count) => {
    const set = new NameSet();
    set.addAll(names(count));
    set.addAll(["extra", "other"]);
    set.delete("n0000");
    set.delete("n0001");
    const held = [...names(count).slice(1), "extra", "strange"];
    const map = ResourceMap.empty.with(new Map(held.map((name) => [name, fakeResource("cluster", name)])));
    expect([set.countIn(map), set.countIn(map), set.countIn(ResourceMap.empty), new NameSet().countIn(map)]).toEqual([count - 1, count - 1, 0, 0]);
  });

  it("is empty again when all is taken away, and takes another list then", () => {
    const set = new NameSet();
    set.addAll(names(64));
    set.addAll(["extra"]);
    for (const name of [...set]) set.delete(name);
    expect([set.size, [...set]]).toEqual([0, []]);
    set.addAll(names(65));
    expect([set.size, [...set]]).toEqual([65, names(65)]);
    set.addAll(["n0000"]);
    expect([set.delete("n0000"), set.size]).toEqual([true, 64]);
  });

  it("is held and counted once for all who were given the same list, where that is long", () => {
    const map = ResourceMap.empty.with(new Map(names(64).map((name) => [name, fakeResource("cluster", name)])));
    const gets = vi.spyOn(ResourceMap.prototype, "get");
    const costsOf = (list: readonly string[]): readonly number[] =>
      [1, 2, 3].map(() => {
        const set = new NameSet();
        set.addAll(list);
        gets.mockClear();
        set.countIn(map);
        return gets.mock.calls.length;
      });
    expect([costsOf(names(64)), costsOf(names(63))]).toEqual([
      [64, 0, 0],
      [63, 63, 63],
    ]);
    gets.mockRestore();
  });

  it("takes a second long list as well as the first", () => {
    const set = new NameSet();
    set.addAll(["first"]);
    set.addAll(names(64));
    expect([set.size, set.has("first"), set.has("n0063")]).toEqual([65, true, true]);
  });
});

describe("sorted lists", () => {
  it("have each name once, in the order of code units, and are the list itself where it is sorted", () => {
    const list = ["a", "b", "c"];
    expect(sorted(list)).toBe(list);
    expect(sorted(["b", "a", "b", "Z"])).toEqual(["Z", "a", "b"]);
    expect(sorted(["a", "a"])).toEqual(["a"]);
    expect(sorted([])).toEqual([]);
  });

  it("are searched by name", () => {
    const list = ["b", "d", "f", "h"];
    expect(list.map((name) => indexIn(list, name))).toEqual([0, 1, 2, 3]);
    expect(["a", "c", "i"].map((name) => indexIn(list, name))).toEqual([-1, -1, -1]);
    expect(indexIn([], "a")).toBe(-1);
    const members = list.map((name) => ({ name }));
    expect([memberOf(members, "f"), memberOf(members, "e")]).toEqual([members[2], undefined]);
  });
});

describe("what a response may hold", () => {
  it("counts what stands around a resource", () => {
    const resource = fakeResource("cluster", "name", { bytes: new Uint8Array(1000) });
    expect(sizeOf(resource)).toBe(1164);
    expect(sizeOf({ ...resource, aliases: ["12345678", "1"] })).toBe(1181);
  });

  it("is one resource of a kind whose refusal names nothing, or where there are few", () => {
    expect((["secret", "route", "extension", "runtime"] as const).map((type) => travelsAlone(type, 1000))).toEqual([true, true, true, true]);
    expect([travelsAlone("cluster", 8), travelsAlone("cluster", 9), travelsAlone("virtual-host", 1)]).toEqual([true, false, false]);
    expect([limitsOf("cluster").resources, limitsOf("virtual-host").resources]).toEqual([1000, 20_000]);
  });

  it("is cut from one list in the same way for everybody", () => {
    const list = names(5);
    const snapshots = createSnapshots();
    const changes = list.map((name) => ({
      view: "v",
      type: "cluster" as const,
      name,
      resource: fakeResource("cluster", name, { bytes: new Uint8Array(840) }),
    }));
    snapshots.apply({ revision: 1, changes });
    const map = snapshots.view("v").current.types.cluster;
    const first = sharedSlice(list, { map, start: 0, limits: { resources: 10, bytes: 2020 } });
    expect([first?.resources.length, first?.end]).toEqual([2, 2]);
    expect(sharedSlice(list, { map, start: 0, limits: { resources: 10, bytes: 2020 } })).toBe(first);
    expect(sharedSlice(list, { map, start: 1, limits: { resources: 10, bytes: 2 * 1005 } })?.end).toBe(3);
    expect(sharedSlice(list, { map, start: 2, limits: { resources: 10, bytes: 1 } })?.end).toBe(3);
    expect([isShared(first?.resources ?? []), isShared([...(first?.resources ?? [])])]).toEqual([true, false]);
    expect(sharedSlice(list, { map, start: 3, limits: { resources: 1, bytes: 5000 } })?.end).toBe(4);
    expect(sharedSlice(["n0000", "ghost"], { map, start: 0, limits: { resources: 10, bytes: 5000 } })).toBeUndefined();
  });
});

describe("virtual hosts by name", () => {
  const snapshots = createSnapshots();
  const hosts = ["t/a.x.test", "t/*.x.test", "t/*.test", "u/*", "t/sub/a.x.test", "v/[1:2::3]"];
  const changes = hosts.map((name) => ({ view: "v", type: "virtual-host" as const, name, resource: fakeResource("virtual-host", name) }));
  snapshots.apply({ revision: 1, changes });
  const { current } = snapshots.view("v");

  it("are those of one table, sorted, or what stands for none", () => {
    expect(hostNames(current, "t")).toEqual(["t/*.test", "t/*.x.test", "t/a.x.test"]);
    expect(hostNames(current, "t")).toBe(hostNames(current, "t"));
    expect([pushedNames(current, "u"), pushedNames(current, "none")]).toEqual([["u/*"], ["none/"]]);
  });

  it("answer by themselves, by the longest wildcard, without a port, or as unknown", () => {
    const versionOf = (name: string): string => hostFor(current, name).version;
    const [exact, narrowed] = [hostFor(current, "t/a.x.test"), hostFor(current, "t/b.x.test")];
    expect([exact.name, exact.version, exact.aliases]).toEqual(["t/a.x.test", "v1", ["t/a.x.test"]]);
    expect([narrowed.name, narrowed.aliases, narrowed.isAbsent]).toEqual(["t/b.x.test", ["t/b.x.test"], undefined]);
    expect(versionOf("t/a.x.test:80")).not.toBe(versionOf("t/b.x.test"));
    expect(hostFor(current, "t/b.x.test")).toBe(narrowed);
    expect([hostFor(current, "t/c.y.test").isAbsent, hostFor(current, "t/c.other").isAbsent, hostFor(current, "u/anything").isAbsent]).toEqual([
      undefined,
      true,
      undefined,
    ]);
    expect(hostFor(current, "t/")).toMatchObject({ isAbsent: true, version: "none", bytes: { length: 0 } });
  });

  it.each([
    ["t/b.x.test", "t/*.x.test"],
    ["t/b.c.x.test", "t/*.x.test"],
    ["t/x.test", "t/*.test"],
    ["t/*.x.test", "t/*.test"],
    ["t/a.x.test", "t/*.x.test"],
    ["t/a.x.test:80", "t/a.x.test"],
    ["t/b.other", undefined],
    ["t/", undefined],
    ["u/", undefined],
    ["u/b.c", "u/*"],
    ["v/[1:2::3]:80", "v/[1:2::3]"],
  ])("%s is served, where it has no host of its own, by %s", (name, covering) => {
    expect(coveringHost(current, name)?.name).toBe(covering);
  });

  it.each([
    ["t/*.x.test", "t/b.x.test", true],
    ["t/*.x.test", "t/b.x.test:443", true],
    ["t/*.x.test", "t/x.test", false],
    ["t/*.x.test", "u/b.x.test", false],
    ["t/*", "t/anything", true],
    ["t/a.x.test", "t/a.x.test:80", true],
    ["t/*.x.test", "t/*.x.test", false],
    ["t/a.x.test", "t/a.x.test", false],
    ["t/a.x.test", "t/b.x.test", false],
  ])("%s may serve what is asked for as %s: %s", (host, asked, may) => {
    expect(mayCover(host, asked)).toBe(may);
  });
});
