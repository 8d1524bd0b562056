import { expect } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../kit/xds/fake-resource.ts";
import { subscribe, xdsCase } from "./xds-case.ts";

xdsCase(
  15,
  "listeners and clusters come whole in every response, other types in parts",
  async ({ server, client }) => {
    server.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"), fakeRoute("r", []), fakeRoute("s", []));
    subscribe(client, "cluster", []);
    expect((await client.take()).names).toEqual(["a", "b"]);
    subscribe(client, "route", ["r", "s"]);
    expect([...(await client.take(["r", "s"])).names, ...(await client.take(["r", "s"])).names]).toEqual(["r", "s"]);
    server.set(fakeResource("cluster", "b", { version: "v2" }), fakeRoute("s", [], "v2"));
    expect(await client.take()).toMatchObject({ type: "cluster", names: ["a", "b"] });
    expect(await client.take(["r", "s"])).toMatchObject({ type: "route", names: ["s"] });
    server.change([["cluster", "a"]]);
    expect((await client.take()).names).toEqual(["b"]);
  },
  { only: "sotw" },
);

xdsCase(
  15,
  "delta sends what changed, and what is gone by its name",
  async ({ server, client }) => {
    server.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"));
    subscribe(client, "cluster", []);
    await client.take();
    await client.take();
    server.change([["cluster", "a"]], fakeResource("cluster", "b", { version: "v2" }));
    expect(await client.take()).toMatchObject({ names: ["b"], versions: { b: "v2" }, removed: [] });
    expect(await client.take()).toMatchObject({ names: [], removed: ["a"] });
  },
  { only: "delta" },
);

xdsCase(
  16,
  "nothing is said before the first state is there",
  async ({ server, client }) => {
    subscribe(client, "cluster", []);
    subscribe(client, "listener", []);
    const first = client.take();
    server.snapshots.apply({ revision: 1, changes: [{ view: "edge|envoy", type: "cluster", name: "a", resource: fakeResource("cluster", "a") }] });
    expect((await first).names).toEqual(["a"]);
  },
  { ready: false },
);

xdsCase(16, "the last one that goes is removed by an empty set, or by its name", async ({ variant, server, client }) => {
  server.set(fakeResource("listener", "l"));
  subscribe(client, "listener", []);
  await client.take();
  server.change([["listener", "l"]]);
  expect(await client.take()).toMatchObject({ type: "listener", names: [], removed: variant === "delta" ? ["l"] : [] });
});

xdsCase(33, "endpoints that are all gone are an empty set, not a removal", async ({ server, client }) => {
  server.set(edsCluster("a"), fakeResource("endpoint", "a"));
  subscribe(client, "endpoint", ["a"]);
  await client.take(["a"]);
  server.set(fakeResource("endpoint", "a", { version: "empty" }));
  expect(await client.take(["a"])).toMatchObject({ names: ["a"], removed: [] });
});
