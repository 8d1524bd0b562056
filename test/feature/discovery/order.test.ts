import { expect } from "vitest";
import type { Resource } from "../../../src/snapshot/resource.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import type { Answer } from "../../kit/xds/answer.ts";
import { edsCluster, fakeResource, fakeRoute } from "../../kit/xds/fake-resource.ts";
import type { ScriptedClient } from "../../kit/xds/scripted-client.ts";
import type { ServedView } from "../../kit/xds/served-view.ts";
import { streamCase, subscribe, type Variant } from "./stream-case.ts";

const clock = new FakeClock();

function listener(version = "v1"): Resource {
  return fakeResource("listener", "l", { version, references: { route: ["r"] } });
}

/** A client with one of everything, all acknowledged. */
async function start(server: ServedView, client: ScriptedClient): Promise<void> {
  server.set(edsCluster("a"), fakeResource("endpoint", "a"), listener(), fakeRoute("r", ["a"]));
  subscribe(client, "cluster", []);
  await client.take();
  subscribe(client, "endpoint", ["a"]);
  await client.take(["a"]);
  subscribe(client, "listener", []);
  await client.take();
  subscribe(client, "route", ["r"]);
  await client.take(["r"]);
  expect(await client.rest()).toEqual([]);
}

function line({ type, names, removed }: Answer): string {
  return `${type} ${[...names, ...removed.map((name) => `-${name}`)].join(" ")}`;
}

function removal(variant: Variant, left: string): string {
  return variant === "delta" ? "cluster -a" : `cluster ${left}`;
}

streamCase("clusters, endpoints, extensions, listeners, routes, in this order", async ({ variant, server, client }) => {
  await start(server, client);
  subscribe(client, "extension", ["x"]);
  expect(await client.rest()).toMatchObject([{ type: "extension", names: [] }]);
  server.set(fakeRoute("r", ["b"], "v2"), listener("v2"), fakeResource("extension", "x"), fakeResource("endpoint", "b"), edsCluster("b"));
  const answers = [await client.next(), await client.next(), await client.next(), await client.next(), await client.next()];
  expect(answers.map(line)).toEqual([variant === "delta" ? "cluster b" : "cluster a b", "endpoint b", "extension x", "listener l", "route r"]);
});

streamCase("endpoints that come after their cluster, and before the client has seen it, do not wait to be asked for", async ({ variant, server, client }) => {
  await start(server, client);
  server.set(edsCluster("b"));
  server.set(fakeResource("endpoint", "b"));
  server.set(fakeRoute("r", ["b"], "v2"));
  // The state of the world has no other word for endpoints that are not there than an empty set.
  const expected = variant === "delta" ? ["cluster b", "endpoint b", "route r"] : ["cluster a b", "endpoint b", "endpoint b", "route r"];
  for (const each of expected) expect(line(await client.next())).toBe(each);
});

streamCase("what is not used any more goes last, after its users have gone", async ({ variant, server, client }) => {
  await start(server, client);
  server.change(
    [
      ["cluster", "a"],
      ["endpoint", "a"],
    ],
    fakeRoute("r", ["b"], "v2"),
    fakeResource("endpoint", "b"),
    edsCluster("b"),
  );
  const answers = [await client.take(), await client.take(["a"]), await client.next()];
  expect(answers.map(line)).toEqual([variant === "delta" ? "cluster b" : "cluster a b", "endpoint b", "route r"]);
  const route = answers[2] as Answer;
  expect(await client.rest()).toEqual([]);
  client.ack(route, ["r"]);
  expect(line(await client.next())).toBe(removal(variant, "b"));
});

streamCase("what the last good version of a refused resource uses does not go", async ({ variant, server, client }) => {
  await start(server, client);
  server.change(
    [
      ["cluster", "a"],
      ["endpoint", "a"],
    ],
    fakeRoute("r", [], "v2"),
  );
  client.nack(await client.next(), "no", ["r"]);
  expect(await client.rest()).toEqual([]);
  server.set(fakeRoute("r", [], "v3"));
  client.ack(await client.next(), ["r"]);
  expect(line(await client.next())).toBe(removal(variant, ""));
});

streamCase("endpoints follow a changed cluster unasked, although they are the same", async ({ server, client }) => {
  await start(server, client);
  server.set(edsCluster("a", "v2"));
  expect([line(await client.next()), line(await client.next())]).toEqual(["cluster a", "endpoint a"]);
  expect(await client.rest()).toEqual([]);
});

streamCase(
  "the same request for endpoints again is not answered when nothing is warming",
  async ({ server, client }) => {
    await start(server, client);
    server.set(fakeResource("endpoint", "a", { version: "v2" }));
    const answer = await client.take(["a"]);
    client.send("endpoint", { resource_names: ["a"], response_nonce: answer.nonce, version_info: answer.version });
    expect(await client.rest()).toEqual([]);
  },
  { only: "sotw" },
);

streamCase("clusters without an answer hold up nothing but what newly uses a slow one", async ({ variant, server, client }) => {
  await start(server, client);
  const slow = fakeResource("cluster", "slow", { warming: "slow" });
  server.set(slow, fakeRoute("r", ["slow"], "v2"));
  const cluster = await client.next();
  expect(cluster.names).toContain("slow");
  server.set(edsCluster("b"), fakeResource("endpoint", "b"), fakeResource("endpoint", "a", { version: "v2" }));
  const others = await client.rest();
  expect(others.map(({ type }) => type)).toEqual(variant === "delta" ? ["cluster", "endpoint", "endpoint"] : ["cluster", "endpoint", "endpoint"]);
  client.ack(variant === "delta" ? cluster : (others[0] as Answer));
  expect(line(await client.next())).toBe("route r");
});

streamCase(
  "a route waits for a slow cluster for five seconds, then it goes",
  async ({ server, client }) => {
    await start(server, client);
    server.set(fakeResource("cluster", "slow", { warming: "slow" }), fakeRoute("r", ["slow"], "v2"));
    await client.next();
    clock.advance(4999);
    expect(await client.rest()).toEqual([]);
    clock.advance(1);
    expect(line(await client.next())).toBe("route r");
  },
  { clock },
);

streamCase("what an extension uses does not go before the listener that asks for it has let it go", async ({ variant, server, client }) => {
  const extension = fakeResource("extension", "x", { references: { cluster: ["a"] } });
  server.set(fakeResource("cluster", "a"), extension, fakeResource("listener", "l", { references: { extension: ["x"] } }));
  subscribe(client, "cluster", []);
  await client.take();
  subscribe(client, "listener", []);
  await client.take();
  subscribe(client, "extension", ["x"]);
  await client.take(["x"]);
  server.change(
    [
      ["cluster", "a"],
      ["extension", "x"],
    ],
    fakeResource("listener", "l", { version: "v2" }),
  );
  const changed = await client.next();
  expect([line(changed), await client.rest()]).toEqual(["listener l", []]);
  client.ack(changed);
  expect(line(await client.next())).toBe(removal(variant, ""));
});
