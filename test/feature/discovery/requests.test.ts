import { status } from "@grpc/grpc-js";
import { expect } from "vitest";
import { edsCluster, fakeResource } from "../../kit/xds/fake-resource.ts";
import { streamCase, subscribe, subscribeMore } from "./stream-case.ts";

streamCase("the node comes in the first request only, and is remembered for all types", async ({ server, client }) => {
  server.set(fakeResource("cluster", "a"), fakeResource("listener", "l"));
  subscribe(client, "cluster", []);
  expect((await client.take()).names).toEqual(["a"]);
  subscribe(client, "listener", []);
  expect((await client.take()).names).toEqual(["l"]);
  expect(server.nodes.list().map(({ node, state }) => [node.id, state])).toEqual([["client", "connected"]]);
});

streamCase("a first request without a node is told so", async ({ connect }) => {
  const client = connect({ node: undefined });
  subscribe(client, "cluster", []);
  expect(await client.ended).toMatchObject({ code: status.INVALID_ARGUMENT, details: "The first request of a stream needs a node with an id" });
});

streamCase("an aggregated stream needs the type, a stream of one type does not", async ({ variant, server, client, connect }) => {
  server.set(fakeResource("cluster", "a"));
  client.send(undefined, {});
  expect(await client.ended).toMatchObject({ code: status.INVALID_ARGUMENT, details: "A request on an aggregated stream needs a type_url" });
  const method = `/envoy.service.cluster.v3.ClusterDiscoveryService/${variant === "sotw" ? "StreamClusters" : "DeltaClusters"}`;
  const clusters = connect({ method });
  clusters.send(undefined, {});
  expect(await clusters.take()).toMatchObject({ type: "cluster", names: ["a"] });
  clusters.send("route", {});
  expect(await clusters.ended).toMatchObject({ code: status.INVALID_ARGUMENT });
});

streamCase("a type that is not served does not take the others away", async ({ variant, server, client }) => {
  const typeUrl = "type.googleapis.com/sluice.test.Unknown";
  server.set(fakeResource("cluster", "a"));
  client.send(undefined, { type_url: typeUrl, resource_names: ["s"], resource_names_subscribe: ["s"] });
  expect(await client.take(["s"])).toMatchObject({ type: typeUrl, names: [], removed: variant === "delta" ? ["s"] : [], errors: { s: status.NOT_FOUND } });
  subscribe(client, "cluster", []);
  expect((await client.take()).names).toEqual(["a"]);
});

streamCase("a stream ends with a reason", async ({ server, client }) => {
  subscribe(client, "cluster", []);
  await client.take();
  await server.stop();
  expect(await client.ended).toMatchObject({ code: status.UNAVAILABLE, details: "The control plane stops, connect to another replica" });
});

streamCase("bytes that are no request end the stream with a reason", async ({ client }) => {
  client.sendBytes(Buffer.from([0x0a, 0xff, 0xff, 0x01]));
  const { code, details } = await client.ended;
  expect([code, details]).toEqual([status.INVALID_ARGUMENT, expect.stringContaining("Request cannot be read")]);
});

streamCase(
  "a proxy that comes back lists all that it holds, in more than 4 MiB",
  async ({ server, client }) => {
    const long = "x".repeat(200);
    const clusters = Array.from({ length: 20_000 }, (_, index) => edsCluster(`${long}-${index}`));
    server.set(...clusters);
    const held = Object.fromEntries(clusters.map(({ name, version }) => [name, version]));
    subscribe(client, "cluster", [], held);
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta" },
);

streamCase("a large set is whole on the other side", async ({ variant, server, client }) => {
  const clusters = Array.from({ length: 3000 }, (_, index) => fakeResource("cluster", `c${String(index).padStart(5, "0")}`));
  server.set(...clusters);
  subscribe(client, "cluster", []);
  const answers = variant === "sotw" ? [await client.take()] : [await client.take(), await client.take(), await client.take()];
  expect(answers.flatMap(({ names }) => names)).toEqual(clusters.map(({ name }) => name));
  subscribeMore(client, "cluster", { names: [], more: [], nonce: answers.at(-1)?.nonce ?? "" });
  expect(await client.rest()).toEqual([]);
});
