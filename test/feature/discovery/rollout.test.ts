import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { RevisionRollout } from "../../../src/admin/port/fleet.ts";
import { systemClock } from "../../../src/main/system.ts";
import type { ObjectKey } from "../../../src/model/object/object.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import { noReplicas } from "../../kit/admin/fake-fleet.ts";
import { documents, route, service } from "../../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../../kit/stack/stack.ts";
import { PickyProxy, type Taste } from "../../kit/xds/picky-proxy.ts";

const key: ObjectKey = { kind: "Route", namespace: "default", name: "r" };
const gateway = { kind: "Gateway", name: "web", spec: { address: "127.0.0.1", listeners: [{ name: "http", port: 10_000, protocol: "http" }] } };

function marked(mark: string): string {
  return documents(route("r", [{ backends: [{ service: "a" }], headers: { response: { set: { "x-mark": mark } } } }]));
}

const refusesBad: Taste = ({ bytes }) => (Buffer.from(bytes).includes("bad") ? "no" : undefined);

describe("the rollout of a revision", () => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await startStack();
    await stack.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway, service("a", 1)));
    await stack.apply(marked("first"));
  });

  function proxy(id: string): PickyProxy {
    const made = new PickyProxy({ address: `127.0.0.1:${stack.discovery.port}`, id, taste: refusesBad, routes: ["default/web/http"] });
    made.connect();
    onTestFinished(() => made.disconnect());
    return made;
  }

  function rollout(revision: number, timeoutMs = 5000): Promise<RevisionRollout> {
    return stack.port.revisionRollout({ keys: [key], revision, timeoutMs, signal: new AbortController().signal });
  }

  it("is live when every connected proxy has it, also when it is not the newest", async () => {
    const two = [proxy("one"), proxy("two")];
    await stack.settled();
    const revision = await stack.apply(marked("second"));
    expect(await rollout(revision)).toEqual({ acked: two.length, pending: [], refused: [], replicas: noReplicas, live: true, superseded: [] });
    await stack.apply(marked("third"));
    expect(await rollout(revision)).toMatchObject({ live: true, superseded: [key] });
  });

  it("is not live while a proxy refuses it, and is not blamed for what came later", async () => {
    proxy("one");
    await stack.settled();
    const good = await stack.apply(marked("second"));
    const bad = await stack.apply(marked("bad"));
    expect(await rollout(bad)).toMatchObject({ live: false, acked: 0, refused: [{ node: "one", type: "virtual-host", message: "no" }] });
    expect(await rollout(good)).toMatchObject({ live: true, acked: 1, refused: [], superseded: [key] });
  });

  it("waits for every proxy when the object is gone, and not for one that has left", async () => {
    const one = proxy("one");
    const two = proxy("two");
    await stack.settled();
    two.disconnect();
    await waitFor(() => stack.discovery.nodes.list().some(({ state }) => state === "unreachable"), 5000, "the proxy to be gone");
    const revision = await stack.remove(key);
    expect(await rollout(revision)).toMatchObject({ live: true, acked: 1, pending: ["two"] });
    expect(one.text("default/web/http")).not.toContain("first");
  });

  it("of a write that deletes, as the write waits for it, is that every proxy does without the object", async () => {
    proxy("one");
    proxy("two");
    await stack.settled();
    const revision = await stack.remove(key);
    const waited = await stack.port.rollout({ keys: [key], revision, timeoutMs: 5000, signal: new AbortController().signal });
    expect(waited).toEqual({ acked: 2, pending: [], refused: [], replicas: noReplicas });
  });

  it("waits for replicas that decide with each request, until they end, and asks them where nobody wants to wait", async () => {
    const store = newMemoryStore({ clock: systemClock });
    stack = await startStack({ store });
    const [one, two] = [await startStack({ store, replica: "authz-1", decides: true }), await startStack({ store, replica: "authz-2", decides: true })];
    proxy("one");
    await stack.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway, service("a", 1)));
    await stack.settled();
    const revision = await stack.apply(marked("first"));
    expect(await rollout(revision)).toMatchObject({ live: true, replicas: { acked: 2, pending: [] } });
    const stopped = one.fleet.close();
    expect(await rollout(await stack.apply(marked("second")), 300)).toMatchObject({ live: false, replicas: { acked: 1, pending: ["authz-1"] } });
    const waiting = rollout(await stack.apply(marked("third")));
    await Promise.all([stopped, one.stop()]);
    expect(await waiting).toMatchObject({ live: true, replicas: { acked: 1, pending: [] } });
    await two.stop();
  });

  it("is not live while none of the proxies is there that it reaches, and is as soon as one has it", async () => {
    const revision = stack.fleet.snapshots.revision;
    expect(await rollout(revision, 100)).toMatchObject({ live: false, acked: 0, pending: [], refused: [] });
    const waiting = rollout(revision);
    proxy("one");
    expect(await waiting).toMatchObject({ live: true, acked: 1 });
  });

  it("is not live while proxies may still be on their way back to a replica that has just started", async () => {
    stack = await startStack({ settleMs: 600_000 });
    proxy("one");
    await stack.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway, service("a", 1)));
    const revision = await stack.apply(marked("first"));
    await stack.settled();
    expect(await rollout(revision, 100)).toMatchObject({ live: false, acked: 1, pending: [] });
  });

  it("is told as it is when the time is over", async () => {
    proxy("one");
    await stack.settled();
    expect(await rollout(stack.fleet.snapshots.revision + 1, 100)).toMatchObject({ live: false, acked: 0, pending: ["one"] });
  });
});
