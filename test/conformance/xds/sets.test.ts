import { expect } from "vitest";
import { cluster, edsCluster, endpoints, listener, routes, scopedRoute } from "./kit/wire-resource.ts";
import { xdsCase } from "./xds-case.ts";

xdsCase(
  15,
  "listeners and clusters come whole in every response",
  async ({ control, client }) => {
    await control.set(cluster("a"), cluster("b"));
    client.subscribe("cluster", []);
    expect((await client.take()).names.toSorted()).toEqual(["a", "b"]);
    await control.set(cluster("b", 2));
    expect((await client.take()).names.toSorted()).toEqual(["a", "b"]);
    await control.change({ remove: [cluster("a")] });
    await control.advance(30_000);
    expect((await client.take()).names).toEqual(["b"]);
  },
  { only: "sotw" },
);

xdsCase(
  15,
  "of other types the change comes, with or without the rest",
  async ({ control, client }) => {
    await control.set(routes("r", []), routes("s", []));
    client.subscribe("route", ["r", "s"]);
    await client.takeAll(2);
    await control.set(routes("s", [], 2));
    expect((await client.take()).names).toContain("s");
  },
  { only: "sotw" },
);

xdsCase(
  15,
  "delta sends what changed, and what is gone by its name",
  async ({ control, client }) => {
    await control.set(cluster("a"), cluster("b"));
    client.subscribe("cluster", []);
    await client.takeAll(2);
    await control.change({ set: [cluster("b", 2)], remove: [cluster("a")] });
    await control.advance(30_000);
    const answers = await client.takeAll(2);
    expect([answers.flatMap(({ names }) => names), answers.flatMap(({ removed }) => removed)]).toEqual([["b"], ["a"]]);
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta" },
);

xdsCase(
  15,
  "scoped routes come whole as well",
  async ({ control, client }) => {
    await control.set(scopedRoute("a", "t"), scopedRoute("b", "t"));
    client.subscribe("scoped-route", []);
    expect((await client.take()).names.toSorted()).toEqual(["a", "b"]);
    await control.change({ remove: [scopedRoute("a", "t")] });
    await control.advance(30_000);
    expect((await client.take()).names).toEqual(["b"]);
  },
  { only: "sotw" },
);

xdsCase(
  16,
  "nothing is said before the first state is there",
  async ({ control, client }) => {
    client.subscribe("cluster", []);
    client.subscribe("listener", []);
    expect(await client.rest()).toEqual([]);
    await control.set(cluster("a"), listener("l"));
    const answers = await client.takeAll(2);
    expect(answers.map(({ type, names }) => `${type} ${names.join()}`).toSorted()).toEqual(["cluster a", "listener l"]);
  },
  { ready: false },
);

xdsCase(16, "the last one that goes is removed by an empty set, or by its name", async ({ protocol, control, client }) => {
  await control.set(listener("l"));
  client.subscribe("listener", []);
  await client.take();
  await control.change({ remove: [listener("l")] });
  await control.advance(30_000);
  expect(await client.take()).toMatchObject({ type: "listener", names: [], removed: protocol === "delta" ? ["l"] : [] });
});

xdsCase(33, "endpoints that are all gone are an empty set, not a removal", async ({ control, client }) => {
  await control.set(edsCluster("a"), endpoints("a"));
  client.subscribe("endpoint", ["a"]);
  await client.take();
  await control.set(endpoints("a", 0));
  expect(await client.take()).toMatchObject({ names: ["a"], removed: [] });
});
