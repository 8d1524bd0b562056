import { expect } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../kit/xds/fake-resource.ts";
import { subscribe, subscribeMore, xdsCase } from "./xds-case.ts";

xdsCase(11, "a name that is added is sent, although nothing has changed", async ({ server, client }) => {
  server.set(fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
  subscribe(client, "endpoint", ["a"]);
  const first = await client.take(["a"]);
  expect(first.names).toEqual(["a"]);
  subscribeMore(client, "endpoint", { names: ["a"], more: ["b"], nonce: first.nonce });
  expect((await client.take(["a", "b"])).names).toEqual(["b"]);
});

xdsCase(12, "an empty first request means everything; after names were given, empty means nothing", async ({ variant, server, client, connect }) => {
  server.set(fakeResource("cluster", "a"));
  subscribe(client, "cluster", []);
  expect((await client.take()).names).toEqual(["a"]);
  const named = connect();
  subscribe(named, "cluster", ["a"]);
  const answer = await named.take(["a"]);
  named.send("cluster", { response_nonce: answer.nonce, ...(variant === "delta" && { resource_names_unsubscribe: ["a"] }) });
  await named.rest();
  server.set(fakeResource("cluster", "a", { version: "v2" }), fakeResource("cluster", "b"));
  expect(await named.rest()).toEqual([]);
});

xdsCase(12, "an explicit * is the same as the empty first request", async ({ server, client }) => {
  server.set(fakeResource("listener", "a"));
  subscribe(client, "listener", ["*"]);
  expect((await client.take(["*"])).names).toEqual(["a"]);
  server.set(fakeResource("listener", "b"));
  expect((await client.take(["*"])).names).toContain("b");
});

xdsCase(12, "everything of nothing is answered too, so that a proxy can start", async ({ client }) => {
  subscribe(client, "cluster", []);
  expect(await client.take()).toMatchObject({ type: "cluster", names: [], removed: [] });
  subscribe(client, "listener", []);
  expect(await client.take()).toMatchObject({ type: "listener", names: [], removed: [] });
});

xdsCase(13, "an empty first request means nothing for types that have no wildcard", async ({ server, client }) => {
  server.set(fakeRoute("r", []), fakeResource("endpoint", "e"), fakeResource("secret", "s"));
  for (const type of ["route", "endpoint", "secret"] as const) subscribe(client, type, []);
  expect(await client.rest()).toEqual([]);
});

xdsCase(
  14,
  "with *, unsubscribing a name is answered by the resource, or by its absence",
  async ({ server, client }) => {
    server.set(fakeResource("cluster", "a"));
    subscribe(client, "cluster", ["*", "a", "ghost"]);
    const answers = [await client.take(), await client.take()];
    expect(answers.map(({ names, removed }) => [names, removed])).toEqual([
      [["a"], []],
      [[], ["ghost"]],
    ]);
    client.send("cluster", { resource_names_unsubscribe: ["a", "ghost"] });
    const after = [await client.take(), await client.take()];
    expect(after.map(({ names, removed }) => [names, removed])).toEqual([
      [["a"], []],
      [[], ["ghost"]],
    ]);
    client.send("cluster", { resource_names_unsubscribe: ["*"] });
    await client.rest();
    server.set(fakeResource("cluster", "a", { version: "v2" }));
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta" },
);

xdsCase(
  17,
  "a name that does not exist is told to be removed, at once",
  async ({ server, client }) => {
    server.set(fakeRoute("here", []));
    subscribe(client, "route", ["here", "not-here"]);
    const answers = [await client.take(), await client.take()];
    expect(answers.flatMap(({ names }) => names)).toEqual(["here"]);
    expect(answers.flatMap(({ removed }) => removed)).toEqual(["not-here"]);
  },
  { only: "delta" },
);

xdsCase(18, "a name that does not exist yet is remembered and sent when it appears", async ({ variant, server, client }) => {
  subscribe(client, "route", ["later"]);
  if (variant === "delta") expect((await client.take()).removed).toEqual(["later"]);
  expect(await client.rest()).toEqual([]);
  server.set(fakeRoute("later", []));
  expect((await client.take(["later"])).names).toEqual(["later"]);
});

xdsCase(18, "a name that goes and comes back is sent again", async ({ variant, server, client }) => {
  server.set(fakeRoute("r", []));
  subscribe(client, "route", ["r"]);
  await client.take(["r"]);
  server.change([["route", "r"]]);
  if (variant === "delta") expect((await client.take()).removed).toEqual(["r"]);
  expect(await client.rest()).toEqual([]);
  server.set(fakeRoute("r", []));
  expect((await client.take(["r"])).names).toEqual(["r"]);
});

xdsCase(
  19,
  "an endpoint set that does not exist is said to be empty, where there is no other word for it",
  async ({ client }) => {
    subscribe(client, "endpoint", ["sluice_local"]);
    expect((await client.take(["sluice_local"])).names).toEqual(["sluice_local"]);
  },
  { only: "sotw" },
);

xdsCase(
  20,
  "a name that is subscribed again is sent again",
  async ({ server, client }) => {
    server.set(edsCluster("a"), fakeResource("endpoint", "a"));
    for (const type of ["endpoint", "cluster"] as const) {
      subscribe(client, type, ["a"]);
      await client.take();
      client.send(type, { resource_names_subscribe: ["a"] });
      expect((await client.take()).names).toEqual(["a"]);
    }
  },
  { only: "delta" },
);

xdsCase(
  23,
  "unsubscribing needs no answer, also of a name that nobody subscribed to; a dropped name is not sent",
  async ({ server, client }) => {
    server.set(fakeRoute("a", []));
    subscribe(client, "route", ["a"]);
    await client.take();
    client.send("route", { resource_names_unsubscribe: ["never", "a"] });
    expect(await client.rest()).toEqual([]);
    server.set(fakeRoute("a", [], "v2"));
    server.change([["route", "a"]]);
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta" },
);

xdsCase(24, "no name is twice in one response", async ({ server, client }) => {
  server.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"));
  subscribe(client, "cluster", ["*", "a", "a"]);
  const answers = [await client.take(["*", "a"]), ...(await client.rest())];
  expect(answers.flatMap(({ names }) => names).toSorted((left, right) => left.localeCompare(right))).toEqual(["a", "b"]);
});

xdsCase(24, "the runtime layer of the bootstrap is answered, with no values", async ({ server, client }) => {
  subscribe(client, "runtime", ["sluice"]);
  expect((await client.take(["sluice"])).names).toEqual(["sluice"]);
  server.set(fakeResource("runtime", "sluice"));
  expect((await client.take(["sluice"])).names).toEqual(["sluice"]);
  server.change([["runtime", "sluice"]]);
  expect(await client.take(["sluice"])).toMatchObject({ names: ["sluice"], removed: [] });
});
