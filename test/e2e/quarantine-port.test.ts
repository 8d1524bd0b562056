import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { SkippingClock } from "../kit/skipping-clock.ts";
import { documents, route } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startTestFleet, type TestFleet } from "../kit/stack/test-fleet.ts";

const variants = ["delta", "sotw"] as const;

function patch(name: string, target: object, ...operations: readonly object[]): object {
  return { kind: "EnvoyPatch", name, spec: { target, patch: operations } };
}

function answering(name: string, mark: string): object {
  return route(name, [{ respond: { status: 200, headers: { "x-mark": mark } } }]);
}

async function expectOthersFlow(fleet: TestFleet, mark: string): Promise<void> {
  await fleet.write(documents(answering("other", mark)));
  expect((await fleet.ask("other.test/")).headers["x-mark"]).toBe(mark);
}

describeWith("a port that is in use on one of two nodes", ["envoy"], () => {
  it.each(variants)("is that node's matter, which gets the listener when the port is free: the other one has it (%s)", async (variant) => {
    const [port, other] = [await freePort(), await freePort()];
    // Processes of one machine share a port; like this, who comes first has it.
    const alone = patch("alone", { type: "listener", name: `tcp/127.0.0.1/${port}` }, { op: "add", path: "/enable_reuse_port", value: false });
    const quarantineClock = new SkippingClock(10_000);
    const fleet = await startTestFleet({ variant, quarantineClock, objects: documents(answering("other", "first")) });
    const second = (at: number): object => ({
      kind: "Gateway",
      name: "second",
      spec: { address: "127.0.0.1", listeners: [{ name: "http", port: at, protocol: "http" }] },
    });
    await fleet.write(documents(second(port), alone));
    const words = /cannot bind '127\.0\.0\.1:\d+': Address already in use/u;
    await fleet.startNode("edge-2");
    expect(await fleet.until("Gateway/second", "Refused")).toMatchObject({ nodes: ["edge-2"], message: expect.stringMatching(words) as string });
    const listening = async (id: string): Promise<number> =>
      Object.keys(await fleet.envoy(id).admin.listeners()).filter((name) => name.endsWith(`/${port}`)).length;
    expect([await listening("edge-1"), await listening("edge-2")]).toEqual([1, 0]);
    expect(fleet.stack.port.quarantines()).toMatchObject([{ holds: "resource", type: "listener", scope: "nodes", nodes: ["edge-2"] }]);
    await expectOthersFlow(fleet, "beside it");
    await fleet.restartReplica();
    await expectOthersFlow(fleet, "after a restart of the replica");
    expect(fleet.programmed("Gateway/second")).toMatchObject({ reason: "Refused", nodes: ["edge-2"] });
    expect([await listening("edge-1"), await listening("edge-2")]).toEqual([1, 0]);

    // Nothing tells that a port is free: it is tried again, in vain as long as it is not.
    await waitFor(() => quarantineClock.waits().join() === "15000", 5000, "the first wait");
    quarantineClock.skip();
    await waitFor(() => quarantineClock.waits().join() === "30000", 10_000, "the second wait");
    expect([await listening("edge-1"), await listening("edge-2")]).toEqual([1, 0]);
    await fleet.stopNode("edge-1");
    quarantineClock.skip();
    await fleet.untilFree();
    await waitFor(async () => (await listening("edge-2")) === 1, 5000, "the listener");
    await waitFor(() => quarantineClock.waits().length === 0, 5000, "nothing to be tried any more");
    await fleet.startNode("edge-1");
    await fleet.until("Gateway/second", "Refused");
    expect(fleet.programmed("Gateway/second")).toMatchObject({ nodes: ["edge-1"] });

    await fleet.write(documents(second(other)));
    await fleet.remove("EnvoyPatch/alone");
    await fleet.untilFree();
    expect(await fleet.until("Gateway/second", "Programmed")).toMatchObject({ message: "In force on 2 proxies" });
  });
});
