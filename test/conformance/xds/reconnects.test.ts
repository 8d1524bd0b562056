import { expect } from "vitest";
import type { Answer } from "../../kit/xds/answer.ts";
import { linesOf, type ProxyClient } from "./kit/proxy-client.ts";
import { cluster, edsCluster, endpoints, listener, routes } from "./kit/wire-resource.ts";
import { xdsCase } from "./xds-case.ts";

/** Versions that a client held, by type and name. */
type Held = Readonly<Record<"cluster" | "endpoint" | "listener" | "route", Readonly<Record<string, string>>>>;

/** Starts a client with one of everything and answers the versions that it holds. */
async function start(client: ProxyClient): Promise<Held> {
  const held: Record<string, Record<string, string>> = {};
  const steps = [
    ["cluster", []],
    ["endpoint", ["a"]],
    ["listener", []],
    ["route", ["r"]],
  ] as const;
  for (const [type, names] of steps) {
    client.subscribe(type, names);
    const answer = await client.take();
    held[type] = { ...answer.versions };
  }
  expect(await client.rest()).toEqual([]);
  return held as Held;
}

/** The requests of an Envoy that comes back, in its order. */
function comeBack(client: ProxyClient, held: Held): void {
  client.subscribe("endpoint", ["a"], held.endpoint);
  client.subscribe("listener", [], held.listener);
  client.subscribe("route", ["r"], held.route);
  client.subscribe("cluster", [], held.cluster);
}

const one = [edsCluster("a"), endpoints("a"), listener("l"), routes("r", ["a"])] as const;

xdsCase(9, "on a new stream the state is sent, whatever version the client says to have", async ({ control, client, connect }) => {
  await control.set(endpoints("a"), endpoints("b"));
  client.subscribe("endpoint", ["a"]);
  const { version } = await client.take();
  client.close();
  const again = connect();
  again.send("endpoint", { version_info: version, resource_names: ["b"] });
  expect((await again.take()).names).toContain("b");
});

xdsCase(9, "a cluster that was removed and is added again gets its endpoints again", async ({ control, client }) => {
  await control.set(edsCluster("a"), endpoints("a"));
  client.subscribe("cluster", []);
  await client.take();
  client.subscribe("endpoint", ["a"]);
  await client.take();
  await control.change({ remove: [edsCluster("a")] });
  await control.advance(30_000);
  await client.take();
  client.drop("endpoint", "a");
  await client.rest();
  await control.set(edsCluster("a"));
  await client.takeUntil("cluster a");
  client.add("endpoint", "a");
  await client.takeUntil("endpoint a");
});

xdsCase(10, "a restarted server says the same versions", async ({ protocol, control, client, connect }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", []);
  const before = await takeClusters(client);
  await control.restart();
  const again = connect();
  again.subscribe("cluster", []);
  const after = await takeClusters(again);
  if (protocol === "sotw") expect(after.map(({ version }) => version)).toEqual(before.map(({ version }) => version));
  else expect(Object.assign({}, ...after.map(({ versions }) => versions))).toEqual(Object.assign({}, ...before.map(({ versions }) => versions)));
});

async function takeClusters(client: ProxyClient): Promise<readonly Answer[]> {
  return client.takeAll(2);
}

xdsCase(
  10,
  "a proxy that comes to a restarted server is sent nothing that it has",
  async ({ control, client, connect }) => {
    await control.set(listener("l"), routes("r", []));
    client.subscribe("listener", []);
    const { versions } = await client.take();
    client.subscribe("route", ["r"]);
    const route = await client.take();
    client.close();
    await control.restart();
    const again = connect();
    again.subscribe("cluster", [], {});
    again.subscribe("listener", [], versions);
    expect((await again.rest()).flatMap(({ names }) => names)).toEqual([]);
    await control.set(routes("r", [], 2));
    again.subscribe("route", ["r"], route.versions);
    expect((await again.take()).names).toEqual(["r"]);
  },
  { only: "delta" },
);

xdsCase(21, "what changed while the client was away is sent", async ({ control, client, connect }) => {
  await control.set(...one);
  const held = await start(client);
  client.close();
  await control.set(routes("r", ["a"], 2), listener("l", { generation: 2 }));
  const again = connect();
  comeBack(again, held);
  const seen = new Set<string>();
  while (!(seen.has("listener l") && seen.has("route r"))) for (const text of linesOf(await again.take())) seen.add(text);
});

xdsCase(
  21,
  "endpoints go behind a cluster that changed while the client was away, although it holds them",
  async ({ control, client, connect }) => {
    await control.set(...one);
    const held = await start(client);
    client.close();
    await control.set(edsCluster("a", 2));
    const again = connect();
    comeBack(again, held);
    await again.takeUntil("cluster a");
    await again.takeUntil("endpoint a");
  },
  { over: "ads" },
);

xdsCase(22, "what is gone meanwhile is removed", async ({ control, client, connect }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", []);
  const versions = Object.assign({}, ...(await client.takeAll(2)).map((answer) => answer.versions)) as Record<string, string>;
  client.close();
  await control.change({ remove: [cluster("a")] });
  const again = connect();
  again.subscribe("cluster", [], versions);
  expect(await again.takeLater("cluster -a", () => control.advance(30_000))).toEqual(["cluster -a"]);
});

xdsCase(31, "a client that was warming a cluster when it lost its stream gets endpoints again", async ({ control, client, connect }) => {
  await control.set(...one);
  const held = await start(client);
  client.close();
  const again = connect();
  // It asks for its clusters only when they are warm.
  again.subscribe("endpoint", ["a"], held.endpoint);
  await again.takeLater("endpoint a", () => control.advance(1000));
});
