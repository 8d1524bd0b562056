import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import type { TypeStatus } from "../subscription/describe.ts";
import type { Scope } from "../subscription/event.ts";
import type { NodeIdentity } from "./node-identity.ts";
import { type NodeStream, NodeTable } from "./node-table.ts";

const node: NodeIdentity = {
  id: "edge-1",
  cluster: "edge",
  metadata: { secret: "of nobody's business" },
  region: "eu",
  zone: "a",
  subZone: "",
  userAgent: "envoy",
  version: "1.40.0",
};

interface FakeStream extends NodeStream {
  agreedRevision: number;
  settledRevision: number;
  statuses: readonly TypeStatus[];
}

function stream(id = "edge-1", scope: Scope = "ads"): FakeStream {
  const made: FakeStream = {
    options: { node: { ...node, id }, view: { name: "edge|envoy" }, variant: "delta", scope },
    agreedRevision: 7,
    settledRevision: 7,
    statuses: [],
    describe: () => made.statuses,
    facts: () => ({ openedAt: 0, unanswered: new Map() }),
    ledger: () => [],
    agedLedger: () => [],
    resource: () => undefined,
  };
  return made;
}

const joined = { group: "edge", peer: "10.0.0.1:4711" };

function refusing(name: string, version: string): readonly TypeStatus[] {
  const refused = [{ type: "route" as const, name, version, detail: "no" }];
  return [{ type: "route", subscribed: 2, sent: 2, acked: 1, refused, doubted: [] }];
}

describe("NodeTable", () => {
  it("shows nodes in the order of their ids, without their metadata", () => {
    const table = new NodeTable(new FakeClock());
    table.join(stream("b"), joined);
    table.join(stream("a"), joined);
    const list = table.list();
    expect(list.map((status) => status.node.id)).toEqual(["a", "b"]);
    expect(JSON.stringify(list)).not.toContain("business");
    expect(list[0]).toMatchObject({ state: "connected", group: "edge", view: "edge|envoy", agreedRevision: 7, since: "2026-01-01T00:00:00.000Z" });
  });

  it("makes nothing anew of nodes on whose streams nothing has happened", () => {
    const table = new NodeTable(new FakeClock());
    const [quiet, busy, late] = [stream("a"), stream("b"), stream("c")];
    for (const one of [quiet, busy, late]) table.join(one, joined);
    const before = table.list();
    busy.statuses = refusing("r", "v1");
    late.agreedRevision = 8;
    const after = table.list();
    expect(after.map((status, index) => status === before[index])).toEqual([true, false, false]);
    expect(after.map(({ agreedRevision, refused }) => [agreedRevision, refused.length])).toEqual([
      [7, 0],
      [7, 1],
      [8, 0],
    ]);
    expect(table.list().every((status, index) => status === after[index])).toBe(true);
  });

  it("shows a node that left as unreachable for a minute", () => {
    const clock = new FakeClock();
    const table = new NodeTable(clock);
    const only = stream();
    table.join(only, joined);
    clock.advance(5000);
    table.leave(only);
    expect(table.list()).toMatchObject([{ state: "unreachable", since: "2026-01-01T00:00:05.000Z" }]);
    clock.advance(59_999);
    expect(table.list()).toHaveLength(1);
    clock.advance(1);
    expect(table.list()).toEqual([]);
  });

  it("keeps a node connected while one of its streams is open, and joins what its streams of single types say", () => {
    const table = new NodeTable(new FakeClock());
    const clusters = stream("edge-1", "cluster");
    const routes = stream("edge-1", "route");
    clusters.agreedRevision = 3;
    routes.statuses = refusing("r", "v2");
    table.join(clusters, joined);
    table.join(routes, joined);
    expect(table.list()).toMatchObject([{ agreedRevision: 3, detail: undefined, types: [{ type: "route", subscribed: 2, sent: 2, acked: 1 }] }]);
    table.leave(clusters);
    expect(table.list()).toMatchObject([{ state: "connected", agreedRevision: 7 }]);
  });

  it("lets the newest of two streams of one kind speak, and says that there are two", () => {
    const table = new NodeTable(new FakeClock());
    const dead = stream();
    dead.agreedRevision = 1;
    table.join(dead, joined);
    table.join(stream(), { ...joined, peer: "10.0.0.2:1" });
    expect(table.list()).toMatchObject([{ agreedRevision: 7, peer: "10.0.0.2:1", detail: "2 streams are open: two proxies may have the same id" }]);
    table.leave(dead);
    table.leave(dead);
    expect(table.list()).toMatchObject([{ state: "connected", detail: undefined }]);
  });

  it("says since when, and after which revision, a resource is refused, whatever version it is in", () => {
    const clock = new FakeClock();
    const table = new NodeTable(clock);
    const only = stream();
    table.join(only, joined);
    only.statuses = refusing("r", "v2");
    table.onAction({ kind: "refused", refusal: { type: "route", name: "r", version: "v2", detail: "no" }, held: undefined }, only);
    clock.advance(1000);
    only.statuses = refusing("r", "v3");
    only.settledRevision = 9;
    table.onAction({ kind: "refused", refusal: { type: "route", name: "r", version: "v3", detail: "no" }, held: undefined }, only);
    expect(table.list()[0]?.refused).toEqual([
      { type: "route", name: "r", version: "v3", detail: "no", since: "2026-01-01T00:00:00.000Z", after: 7, certain: true },
    ]);
    only.statuses = [];
    expect(table.list()[0]?.refused).toEqual([]);
    only.statuses = refusing("r", "v4");
    expect(table.list()[0]?.refused[0]?.since).toBe("2026-01-01T00:00:01.000Z");
  });

  it("remembers whom it turned away, a bounded number, and never instead of one that is connected", () => {
    const clock = new FakeClock();
    const table = new NodeTable(clock);
    table.join(stream("good"), joined);
    for (let index = 0; index < 2000; index++) table.deny({ ...node, id: `bad-${index}` }, "no token", "10.0.0.9:1");
    table.deny({ ...node, id: "good" }, "no token", "10.0.0.9:1");
    const list = table.list();
    expect(list).toHaveLength(1001);
    expect(list.filter(({ state }) => state === "connected").map((status) => status.node.id)).toEqual(["good"]);
    expect(list[0]).toMatchObject({ state: "denied", detail: "no token", group: undefined, view: undefined });
  });

  it("tells of every change until it is told to stop", () => {
    const table = new NodeTable(new FakeClock());
    const told: string[] = [];
    const stop = table.onChange(() => void told.push("change"));
    const only = stream();
    table.join(only, joined);
    table.onAction({ kind: "acked", type: "cluster", nonce: "1" }, only);
    table.leave(only);
    table.deny(node, "no", "10.0.0.9:1");
    stop();
    table.join(only, joined);
    expect(told).toHaveLength(4);
  });
});
