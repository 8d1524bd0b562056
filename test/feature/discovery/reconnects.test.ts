import { expect } from "vitest";
import { FakeClock } from "../../kit/fake-clock.ts";
import { edsCluster, fakeResource, fakeRoute } from "../../kit/xds/fake-resource.ts";
import type { ScriptedClient } from "../../kit/xds/scripted-client.ts";
import { streamCase, subscribe } from "./stream-case.ts";

const clock = new FakeClock();

/** The requests of an Envoy that comes back, in its order. */
function comeBack(client: ScriptedClient, version = "v1"): void {
  subscribe(client, "endpoint", ["a"], { a: version });
  subscribe(client, "listener", [], { l: version });
  subscribe(client, "route", ["r"], { r: version });
  subscribe(client, "cluster", [], { a: version });
}

streamCase(
  "what the client has is not sent again",
  async ({ server, client }) => {
    server.set(edsCluster("a"), fakeResource("endpoint", "a"), fakeResource("listener", "l", { references: { route: ["r"] } }), fakeRoute("r", ["a"]));
    comeBack(client);
    expect(await client.rest()).toEqual([]);
    server.set(fakeResource("endpoint", "a", { version: "v2" }));
    expect(await client.take()).toMatchObject({ type: "endpoint", names: ["a"] });
  },
  { only: "delta" },
);

streamCase(
  "what changed meanwhile is sent, clusters first, whatever is asked for first",
  async ({ server, client }) => {
    server.set(edsCluster("a", "v2"), fakeResource("endpoint", "a"), fakeResource("listener", "l", { version: "v2" }), fakeRoute("r", ["a"], "v2"));
    comeBack(client);
    const answers = [await client.take(), await client.take(), await client.take(), await client.take()];
    expect(answers.map(({ type, names }) => `${type} ${names.join()}`)).toEqual(["cluster a", "endpoint a", "listener l", "route r"]);
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta" },
);

streamCase(
  "what is gone meanwhile is removed, as soon as nothing can be using it",
  async ({ server, client }) => {
    server.set(fakeRoute("r", [], "v2"), fakeResource("listener", "l"));
    subscribe(client, "listener", [], { l: "v1" });
    subscribe(client, "route", ["r"], { r: "v1" });
    subscribe(client, "cluster", [], { a: "v1" });
    const route = await client.next();
    expect(route.names).toEqual(["r"]);
    expect(await client.rest()).toEqual([]);
    client.ack(route);
    expect(await client.take()).toMatchObject({ type: "cluster", removed: ["a"] });
  },
  { only: "delta" },
);

streamCase(
  "a client that was warming a cluster when it lost its stream gets endpoints again",
  async ({ server, client }) => {
    server.set(edsCluster("a"), fakeResource("endpoint", "a"));
    // It asks for its clusters only when they are warm.
    subscribe(client, "endpoint", ["a"], { a: "v1" });
    expect(await client.rest()).toEqual([]);
    clock.advance(500);
    expect(await client.take()).toMatchObject({ type: "endpoint", names: ["a"] });
    subscribe(client, "cluster", [], { a: "v1" });
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta", clock },
);
