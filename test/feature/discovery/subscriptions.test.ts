import { status } from "@grpc/grpc-js";
import { expect } from "vitest";
import type { Resource } from "../../../src/snapshot/resource.ts";
import { edsCluster, fakeResource } from "../../kit/xds/fake-resource.ts";
import { streamCase, subscribe } from "./stream-case.ts";

streamCase(
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

streamCase(
  "an endpoint set that does not exist is said to be empty, where there is no other word for it",
  async ({ client }) => {
    subscribe(client, "endpoint", ["sluice_local"]);
    expect((await client.take(["sluice_local"])).names).toEqual(["sluice_local"]);
  },
  { only: "sotw" },
);

streamCase(
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

streamCase("the runtime layer of the bootstrap is answered, with no values", async ({ server, client }) => {
  subscribe(client, "runtime", ["sluice"]);
  expect((await client.take(["sluice"])).names).toEqual(["sluice"]);
  server.set(fakeResource("runtime", "sluice"));
  expect((await client.take(["sluice"])).names).toEqual(["sluice"]);
  server.change([["runtime", "sluice"]]);
  expect(await client.take(["sluice"])).toMatchObject({ names: ["sluice"], removed: [] });
});

streamCase("what others have is told to be not allowed, a secret to be not there", async ({ variant, server, client }) => {
  const elsewhere = (resource: Resource) => ({ view: "other|envoy", type: resource.type, name: resource.name, resource });
  server.snapshots.apply({ revision: 1, changes: [elsewhere(fakeResource("route", "r")), elsewhere(fakeResource("secret", "s"))] });
  subscribe(client, "route", ["r"]);
  expect(await client.take(["r"])).toMatchObject({ errors: { r: status.PERMISSION_DENIED }, removed: variant === "delta" ? ["r"] : [] });
  subscribe(client, "secret", ["s"]);
  expect(await client.take(["s"])).toMatchObject({ errors: { s: status.NOT_FOUND } });
});
