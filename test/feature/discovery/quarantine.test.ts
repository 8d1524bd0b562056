import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/main/system.ts";
import { resourceTypes } from "../../../src/snapshot/resource.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { connectPicky, gateway, has, marked, refuses, table, twoRoutes, untilHeldBack } from "../../kit/quarantine/picky-stack.ts";
import { documents, route, service } from "../../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../../kit/stack/stack.ts";
import type { PickyProxy, Taste } from "../../kit/xds/picky-proxy.ts";

const listener = "tcp/127.0.0.1/10000";

const likesAll: Taste = () => undefined;

describe("the quarantine", () => {
  let store: Store;
  let stack: Stack;

  beforeEach(async () => {
    store = newMemoryStore({ clock: systemClock });
    stack = await startStack({ store, replica: "one" });
    await stack.apply(twoRoutes);
  });

  function proxy(id: string, taste: Taste, on: Stack = stack): PickyProxy {
    return connectPicky(on, id, taste);
  }

  async function replica(name: string): Promise<Stack> {
    const second = await startStack({ store, replica: name });
    await waitFor(() => second.fleet.snapshots.ready, 5000, "the replica to be ready");
    return second;
  }

  function untilRecorded(...keys: readonly string[]): Promise<void> {
    return untilHeldBack(stack, keys);
  }

  async function recordText(key: string): Promise<string> {
    return JSON.stringify((await store.getRecord(`meta/quarantine/${key}`))?.value ?? null);
  }

  /** The record of an object or a resource. */
  async function record(key: string): Promise<Record<string, unknown>> {
    return (await store.getRecord(`meta/quarantine/${key}`))?.value as Record<string, unknown>;
  }

  async function untilScope(scope: string): Promise<void> {
    const isSo = async (): Promise<boolean> => (await recordText("object/Route/default/r1")).includes(`"scope":"${scope}"`);
    await waitFor(isSo, 5000, `the scope ${scope}`);
  }

  const reason = (name: string, kind: "Route" | "Gateway" | "Service" = "Route", on: Stack = stack): string =>
    on.port.conditions({ kind, namespace: "default", name }).find(({ type }) => type === "Programmed")?.reason ?? "";

  it("keeps what one proxy cannot take with that proxy, and lets everything else of the same table go on there", async () => {
    const [able, unable] = [proxy("able", likesAll), proxy("unable", refuses("special", "Didn't find a registered implementation for 'special'"))];
    await stack.settled();
    await stack.apply(documents(marked("r1", "special")));
    await has(able, "special");
    await untilRecorded("object/Route/default/r1");
    expect(await record("object/Route/default/r1")).toMatchObject({ refused: [{ scope: "nodes", nodes: ["unable"], inForce: { revision: 1 } }] });
    await stack.apply(documents(marked("r2", "second")));
    await has(unable, "second");
    expect(unable.text(table)).toContain("first");
    expect(unable.text(table)).not.toContain("special");
    await has(able, "second");
    expect(able.text(table)).toContain("special");
    expect(stack.port.conditions({ kind: "Route", namespace: "default", name: "r1" }).at(-1)).toMatchObject({ reason: "Refused", nodes: ["unable"] });
    await stack.settled();
    expect(reason("r2")).toBe("Programmed");
    const before = unable.refusals;
    unable.restart();
    await has(unable, "second");
    expect(unable.refusals).toBe(before);
    await stack.apply(documents(marked("r1", "third")));
    await has(unable, "third");
    await untilRecorded();
  });

  it("holds back from all what a second proxy lacks too, as long as nobody has it", async () => {
    const lacks = refuses("special", "Didn't find a registered implementation for 'special'");
    const first = proxy("first", lacks);
    await stack.settled();
    await stack.apply(documents(marked("r1", "special")));
    await untilRecorded("object/Route/default/r1");
    expect(await record("object/Route/default/r1")).toMatchObject({ refused: [{ scope: "nodes", nodes: ["first"] }] });
    const second = proxy("second", lacks);
    await untilScope("all");
    await has(second, "first");
    const third = proxy("third", likesAll);
    await has(third, "first");
    expect(third.text(table)).not.toContain("special");
    expect([first.refusals, second.refusals, third.refusals]).toEqual([1, 1, 0]);
  });

  it("holds bad content back from all at once, so that a proxy that starts anew is not given it", async () => {
    const one = proxy("one", refuses("bad", "no"));
    await stack.settled();
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "second")));
    await has(one, "second");
    await untilRecorded("object/Route/default/r1");
    expect(await record("object/Route/default/r1")).toMatchObject({
      refused: [{ scope: "all", author: "test", pointer: expect.stringMatching(/^\/spec\/rules\/0\//u) as string }],
    });
    const two = proxy("two", refuses("bad", "no"));
    await has(two, "second");
    expect(two.refusals).toBe(0);
    await stack.settled();
    expect([reason("r1"), reason("r2")]).toEqual(["Refused", "Programmed"]);
  });

  it("says that it does not know who is to blame only while it is being found out", async () => {
    const seen = new Set<string>();
    const one = proxy("one", refuses("bad", "no"));
    await stack.settled();
    const stop = stack.discovery.nodes.onChange(() => seen.add(`${reason("r1")} ${reason("r2")}`));
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "second")));
    await has(one, "second");
    await waitFor(() => reason("r1") === "Refused" && reason("r2") === "Programmed", 5000, "the cause to be known");
    stop();
    expect([...seen]).toContain("RefusedTogether RefusedTogether");
    expect([...seen]).not.toContain("Refused Refused");
  });

  it("finds two bad ones among many that changed together", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `many-${index}`);
    await stack.apply(documents(...names.map((name) => marked(name, "first"))));
    const one = proxy("one", refuses("bad", "no"));
    await stack.settled();
    await stack.apply(documents(...names.map((name, index) => marked(name, index === 4 || index === 21 ? "bad" : "second"))));
    await untilRecorded("object/Route/default/many-21", "object/Route/default/many-4");
    await waitFor(() => one.text(table).split("second").length === 29, 5000, "the good ones");
    await waitFor(() => names.every((name, index) => reason(name) === (index === 4 || index === 21 ? "Refused" : "Programmed")), 5000, "their status");
  });

  it("goes on when the same object is changed and bad again, and ends with the fix", async () => {
    const one = proxy("one", refuses("bad", "no"));
    await stack.settled();
    for (const mark of ["bad-1", "bad-2", "bad-3"]) {
      await stack.apply(documents(marked("r1", mark)));
      const isNew = async (): Promise<boolean> => (await recordText("object/Route/default/r1")).includes(`"revision":${stack.fleet.snapshots.revision}`);
      await waitFor(isNew, 5000, mark);
    }
    expect((await record("object/Route/default/r1"))["refused"]).toMatchObject([1, 1, 1].map((revision) => ({ inForce: { revision } })));
    await stack.apply(documents(marked("r1", "bad-2"), marked("r2", "second")));
    await has(one, "second");
    expect(one.refusals).toBe(3);
    await stack.apply(documents(marked("r1", "good")));
    await has(one, "good");
    await untilRecorded();
    await waitFor(() => reason("r1") === "Programmed", 5000, "the fix to be in force");
  });

  it("ends when the bad object is deleted", async () => {
    const one = proxy("one", refuses("bad", "no"));
    await stack.settled();
    await stack.apply(documents(marked("new", "bad")));
    await untilRecorded("object/Route/default/new");
    await stack.remove({ kind: "Route", namespace: "default", name: "new" });
    await untilRecorded();
    await stack.settled();
    expect(one.text(table)).toContain("first");
  });

  it("serves the last good version where the resource is one object's alone, with what it refers to that is gone since", async () => {
    const one = proxy("one", ({ type, bytes }) => (type === "virtual-host" && Buffer.from(bytes).includes("bad") ? "no" : undefined));
    await stack.apply(documents(route("r1", [{ name: "only", backends: [{ service: "b" }] }])));
    await stack.remove({ kind: "Route", namespace: "default", name: "r2" });
    await stack.settled();
    await stack.apply(documents(route("r1", [{ name: "only", backends: [{ service: "a" }], headers: { response: { set: { "x-mark": "bad" } } } }])));
    await untilRecorded(`edge|envoy/virtual-host/${table}/r1.test`);
    await stack.remove({ kind: "Service", namespace: "default", name: "b" });
    await stack.settled();
    expect(Object.keys(one.held("cluster"))).toContain("default/b");
    one.restart();
    await waitFor(() => "default/b" in one.held("cluster") && "default/b" in one.held("endpoint"), 5000, "the cluster of the last good table");
    await has(one, "default/b");
    await stack.apply(documents(route("r1", [{ name: "only", backends: [{ service: "a" }] }])));
    await untilRecorded();
    await stack.settled();
    await waitFor(() => !("default/b" in one.held("cluster")), 5000, "the cluster to go");
  });

  it("serves the last good version where an earlier content leads to what is gone since, though others stand in the resource", async () => {
    const led = (to: string, mark: string): object => {
      const rule = { name: "only", matches: [{ path: { prefix: "/r1" } }], backends: [{ service: to }], headers: { response: { set: { "x-mark": mark } } } };
      return route("r1", [rule], { hostnames: ["shop.test"] });
    };
    await stack.apply(documents(led("b", "early")));
    const one = proxy("one", ({ type, bytes }) => (type === "virtual-host" && Buffer.from(bytes).includes("bad") ? "no" : undefined));
    await stack.settled();
    const old = { kind: "Service", namespace: "default", name: "b" } as const;
    expect(stack.port.referrersInForce(old)).toEqual([]);
    await stack.apply(documents(led("a", "bad")), [old]);
    await untilRecorded(`edge|envoy/virtual-host/${table}/shop.test`);
    const two = await replica("two");
    one.restart(`127.0.0.1:${two.discovery.port}`);
    await has(one, "default/b");
    await waitFor(() => "default/b" in one.held("cluster") && "default/b" in one.held("endpoint"), 5000, "the cluster of the last good host");
    await stack.apply(documents(led("a", "good")));
    await untilRecorded();
    await waitFor(() => !("default/b" in one.held("cluster")) && one.text(table).includes("good"), 5000, "the fix, and the cluster to go");
  });

  it("tells what a content that is in force leads to, however the object is written", async () => {
    const one = proxy("one", refuses("bad", "no"));
    await stack.apply(documents(route("r1", [{ name: "only", backends: [{ service: "b" }] }], { hostnames: ["shop.test"] })));
    await stack.settled();
    const rule = { name: "only", backends: [{ service: "a" }], headers: { response: { set: { "x-mark": "bad" } } } };
    await stack.apply(documents(route("r1", [rule], { hostnames: ["shop.test"] }), marked("r2", "second")));
    await untilRecorded("object/Route/default/r1");
    await has(one, "second");
    const referrers = (name: string) => stack.port.referrersInForce({ kind: "Service", namespace: "default", name });
    expect([referrers("b"), referrers("a")]).toEqual([[{ kind: "Route", namespace: "default", name: "r1" }], []]);
    await stack.apply(documents(route("r1", [{ name: "only", backends: [{ service: "a" }] }], { hostnames: ["shop.test"] })));
    await untilRecorded();
    expect(referrers("b")).toEqual([]);
  });

  it("keeps a port that is in use with its node, and serves others the listener", async () => {
    const words = `cannot bind '127.0.0.1:10001': Address already in use`;
    const second = { name: "second", port: 10_001, protocol: "http" };
    const [free, taken] = [proxy("free", likesAll), proxy("taken", ({ name }) => (name === "tcp/127.0.0.1/10001" ? words : undefined))];
    await stack.settled();
    await stack.apply(documents(gateway({ listeners: [{ name: "http", port: 10_000, protocol: "http" }, second] })));
    await untilRecorded("edge|envoy/listener/tcp/127.0.0.1/10001");
    expect(await record("edge|envoy/listener/tcp/127.0.0.1/10001")).toMatchObject({ refused: [{ scope: "nodes", cause: "environment", nodes: ["taken"] }] });
    await stack.settled();
    expect(Object.keys(free.held("listener"))).toEqual([listener, "tcp/127.0.0.1/10001"]);
    expect(Object.keys(taken.held("listener"))).toEqual([listener]);
    expect(stack.port.conditions({ kind: "Gateway", namespace: "default", name: "web" }).at(-1)).toMatchObject({
      reason: "Refused",
      nodes: ["taken"],
      message: expect.stringContaining(words) as string,
    });
    const rollout = await stack.port.rollout({
      keys: [{ kind: "Gateway", namespace: "default", name: "web" }],
      revision: stack.fleet.snapshots.revision,
      timeoutMs: 1000,
      signal: AbortSignal.timeout(5000),
    });
    expect(rollout).toMatchObject({ acked: 1, pending: [], refused: [{ node: "taken" }] });
  });

  it("deals with what was refused when a replica ended, before the next write", async () => {
    const lacks = refuses("odd", "Didn't find a registered implementation for 'odd'");
    const [one, lacking] = [proxy("one", refuses("bad", "no")), proxy("lacking", (resource) => refuses("bad", "no")(resource) ?? lacks(resource))];
    await stack.settled();
    await stack.apply(documents(marked("r1", "bad"), marked("r2", "second")));
    await waitFor(() => one.refusals > 0 && lacking.refusals > 0, 5000, "refusals");
    const { port } = stack.discovery;
    for (const each of [one, lacking]) each.disconnect();
    await stack.stop();
    expect(await store.getRecord("meta/quarantine/object/Route/default/r1")).toBeUndefined();
    stack = await startStack({ store, replica: "one", port });
    await waitFor(() => stack.fleet.snapshots.ready, 5000, "the replica to be ready");
    for (const each of [one, lacking]) each.connect();
    await stack.apply(documents(route("other", [{ backends: [{ service: "a" }], headers: { response: { set: { "x-mark": "odd" } } } }])));
    for (const each of [one, lacking]) await has(each, "second");
    await has(one, "odd");
    expect(lacking.text(table)).not.toContain("odd");
  });

  it("is obeyed by every replica, which serve the same bytes", async () => {
    const two = await replica("two");
    const [one, other] = [proxy("one", refuses("bad", "no")), proxy("other", refuses("bad", "no"), two)];
    await Promise.all([stack.settled(), two.settled()]);
    await stack.apply(documents(marked("r1", "bad"), service("a", 3), marked("r2", "second")));
    await untilRecorded("object/Route/default/r1");
    for (const each of [one, other]) await has(each, "second");
    const three = await replica("three");
    const versions = ({ fleet }: Stack): object =>
      Object.fromEntries(
        resourceTypes.map((type) => [
          type,
          fleet.snapshots
            .view("edge|envoy")
            .current.types[type].names()
            .map((name) => `${name} ${fleet.snapshots.view("edge|envoy").current.types[type].get(name)?.version}`),
        ]),
      );
    expect(versions(two)).toEqual(versions(stack));
    expect(versions(three)).toEqual(versions(stack));
    await waitFor(() => reason("r1", "Route", three) === "Refused", 5000, "the status on a replica without streams");
  });

  it("takes nothing from a proxy of another replica that has in force what is refused here", async () => {
    const two = await replica("two");
    const happy = proxy("happy", likesAll, two);
    await two.settled();
    const picky = proxy("picky", refuses("odd", "no"));
    await stack.settled();
    await stack.apply(documents(marked("r1", "odd")));
    await untilScope("nodes");
    await stack.apply(documents(marked("r2", "second")));
    for (const each of [happy, picky]) await has(each, "second");
    expect(happy.text(table)).toContain("odd");
    expect(picky.text(table)).not.toContain("odd");
  });
});
