import { expect } from "vitest";
import { realHost, realTable } from "../../kit/xds/real-resource.ts";
import { streamCase, subscribe } from "./stream-case.ts";

const only = { only: "delta" } as const;

streamCase(
  "a table whose hosts come on demand has an alias without content, so that its listener opens, and no host that nobody asked for",
  async ({ server, client }) => {
    server.set(realTable("t", "onDemand"), realHost("t", "a.test", "a"));
    subscribe(client, "route", ["t"]);
    await client.take();
    subscribe(client, "virtual-host", []);
    expect(await client.take()).toMatchObject({ names: ["t/"], aliases: { "t/": ["t/"] }, bytes: [{ length: 0 }] });
    server.set(realTable("u", "onDemand"));
    client.send("route", { resource_names_subscribe: ["u"] });
    expect((await client.take()).type).toBe("route");
    expect(await client.take()).toMatchObject({ names: ["u/"], bytes: [{ length: 0 }] });
    server.set(realHost("t", "a.test", "b"));
    expect(await client.rest()).toEqual([]);
  },
  only,
);

streamCase(
  "a client that comes back with hosts keeps those, and is told of what became of them",
  async ({ server, client, connect }) => {
    server.set(realTable("t", "onDemand"), realHost("t", "a.test", "a"), realHost("t", "b.test", "a"), realHost("t", "c.test", "a"));
    subscribe(client, "route", ["t"]);
    const table = await client.take();
    subscribe(client, "virtual-host", []);
    await client.take();
    client.send("virtual-host", { resource_names_subscribe: ["t/a.test", "t/b.test"] });
    const hosts = await client.take();
    client.close();
    server.set(realHost("t", "b.test", "b"), realHost("t", "c.test", "b"));
    const again = connect();
    subscribe(again, "route", ["t"], table.versions);
    subscribe(again, "cluster", []);
    subscribe(again, "virtual-host", [], hosts.versions);
    expect([await again.take(), await again.take()].map(({ type, names }) => [type, names])).toEqual([
      ["cluster", []],
      ["virtual-host", ["t/b.test"]],
    ]);
    server.set(realHost("t", "a.test", "b"), realHost("t", "c.test", "a"));
    expect((await again.take()).names).toEqual(["t/a.test"]);
  },
  only,
);

streamCase(
  "who leaves a table leaves the hosts that it has asked for",
  async ({ server, client }) => {
    server.set(realTable("t", "onDemand"), realHost("t", "a.test", "a"));
    subscribe(client, "route", ["t"]);
    await client.take();
    subscribe(client, "virtual-host", []);
    await client.take();
    client.send("virtual-host", { resource_names_subscribe: ["t/a.test"] });
    expect((await client.take()).names).toEqual(["t/a.test"]);
    client.send("route", { resource_names_unsubscribe: ["t"] });
    await client.rest();
    server.set(realHost("t", "a.test", "b"));
    expect(await client.rest()).toEqual([]);
  },
  only,
);
