import { beforeAll, expect, it } from "vitest";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { FakeClock } from "../kit/fake-clock.ts";
import { shopEdge } from "../kit/limits/shop-edge.ts";
import { type Stack, startStack, waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const limit = 60;

/** A route with one limit of each user. */
const route = (rate: number): string => `
kind: Route
name: shop
spec:
  parents: [{ name: web }]
  rules:
    - name: all
      rateLimit: { limits: [{ name: per-user, key: [{ header: x-user }], rate: ${rate}/d, enforce: local, perFleet: true }] }
      backends: [{ service: shop }]
`;

/** Both proxies are on this machine and share the gateway's port: the kernel spreads connections among them. */
describeWith("local limits of a whole fleet", ["envoy"], () => {
  const test: { stack?: Stack; envoys: Envoy[]; port: number } = { envoys: [], port: 0 };
  const clock = new FakeClock();
  const stack = (): Stack => {
    if (test.stack === undefined) throw new Error("The test is not set up");
    return test.stack;
  };
  beforeAll(async () => {
    test.stack = await startStack({ clock });
    const backend = await startHttpBackend("shop");
    test.port = await freePort();
    await stack().apply(`${shopEdge(test.port, backend.port)}---${route(limit)}`);
    for (const id of ["edge-1", "edge-2"]) test.envoys.push(await stack().node(id));
  });
  const offer = async (user: string): Promise<Record<string, number>> =>
    tally(await paced(4 * limit, async () => (await send({ port: test.port, path: "/", headers: { "x-user": user } })).status));
  const passed = (): Promise<number[]> => Promise.all(test.envoys.map(({ admin }) => admin.stat("cluster.default/shop.upstream_rq_200")));
  const members = (count: number): Promise<void> =>
    waitFor(
      async () => (await Promise.all(test.envoys.map(({ admin }) => admin.stat("cluster.sluice_local.membership_total")))).every((seen) => seen === count),
      10_000,
      `${count} members in each proxy's local cluster`,
    );

  it("each proxy has the whole limit as long as nobody knows how many they are", async () => {
    expect(await offer("early")).toEqual({ 200: 2 * limit, 429: 2 * limit });
  });

  it("proxies that know of each other divide it", async () => {
    clock.advance(5000);
    await members(2);
    const before = await passed();
    expect(await offer("ann")).toEqual({ 200: limit, 429: 3 * limit });
    expect((await passed()).map((count, index) => count - (before[index] ?? 0))).toEqual([limit / 2, limit / 2]);
  });

  it("a limit that is smaller than the number of proxies is told", () => {
    expect(stack().check(route(2))).toEqual([]);
    expect(stack().check(route(1))).toMatchObject([{ problems: [{ code: "SHARE_TOO_SMALL", pointer: "/spec/rules/0/rateLimit/limits/0" }] }]);
  });

  it("when one goes, the other has its share a minute later, and not before", async () => {
    await test.envoys.pop()?.kill();
    await waitFor(
      () =>
        stack()
          .discovery.nodes.list()
          .some(({ state }) => state === "unreachable"),
      10_000,
      "a node that has gone",
    );
    clock.advance(59_000);
    expect(await offer("bob")).toEqual({ 200: limit / 2, 429: 3.5 * limit });
    clock.advance(2000);
    await members(1);
    expect(await offer("eve")).toEqual({ 200: limit, 429: 3 * limit });
  });

  it("edits of other things refill nothing", async () => {
    await stack().apply(`${route(limit)}---\nkind: Service\nname: other\nspec:\n  endpoints: { static: [{ address: 127.0.0.1, port: 1 }] }\n`);
    await stack().settled();
    expect(await offer("eve")).toEqual({ 429: 4 * limit });
  });
});
