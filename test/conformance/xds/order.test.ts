import { expect } from "vitest";
import type { Answer } from "../../kit/xds/answer.ts";
import type { Control } from "./kit/control.ts";
import { linesOf, type ProxyClient } from "./kit/proxy-client.ts";
import type { Protocol } from "./kit/variant.ts";
import { cluster, edsCluster, endpoints, extension, listener, routes } from "./kit/wire-resource.ts";
import { xdsCase } from "./xds-case.ts";

/** A client with one of everything, all acknowledged. */
async function start(control: Control, client: ProxyClient): Promise<void> {
  await control.set(edsCluster("a"), endpoints("a"), listener("l"), routes("r", ["a"]));
  client.subscribe("cluster", []);
  await client.take();
  client.subscribe("endpoint", ["a"]);
  await client.take();
  client.subscribe("listener", []);
  await client.take();
  client.subscribe("route", ["r"]);
  await client.take();
  expect(await client.rest()).toEqual([]);
}

/** What tells that cluster `a` is gone: its name, or a set without it. */
function isRemoval(answer: Answer, protocol: Protocol): boolean {
  return answer.type === "cluster" && (protocol === "delta" ? answer.removed.includes("a") : !answer.names.includes("a"));
}

xdsCase(25, "clusters, endpoints, extensions, listeners, routes, in this order", async ({ control, client }) => {
  await start(control, client);
  client.subscribe("extension", ["x"]);
  for (const answer of await client.rest()) client.ack(answer);
  await control.set(routes("r", ["b"], 2), listener("l", { generation: 2 }), extension("x"), endpoints("b"), edsCluster("b"));
  const order: string[] = [];
  while (!order.includes("route")) {
    const answer = await client.take();
    if (answer.type === "cluster" && !order.includes("cluster")) client.add("endpoint", "b");
    if (order.at(-1) !== answer.type) order.push(answer.type);
  }
  expect(order.filter((type, index) => order.lastIndexOf(type) === index)).toEqual(["cluster", "endpoint", "extension", "listener", "route"]);
});

xdsCase(26, "what is not used any more goes last, after its users have gone", async ({ protocol, control, client }) => {
  await start(control, client);
  await control.change({ set: [routes("r", ["b"], 2), endpoints("b"), edsCluster("b")], remove: [cluster("a"), endpoints("a")] });
  const before: Answer[] = [];
  while (before.at(-1)?.type !== "route") {
    const answer = await client.next();
    before.push(answer);
    if (answer.type !== "route") client.ack(answer);
    if (answer.type === "cluster" && answer.names.includes("b")) client.add("endpoint", "b");
  }
  before.push(...(await client.rest()));
  expect(before.filter((answer) => isRemoval(answer, protocol))).toEqual([]);
  client.ack(before.find(({ type }) => type === "route") as Answer);
  while (!isRemoval(await client.take(), protocol));
});

xdsCase(26, "what the last good version of a refused resource uses does not go", async ({ protocol, control, client }) => {
  await start(control, client);
  await control.change({ set: [routes("r", [], 2)], remove: [cluster("a"), endpoints("a")] });
  const refused = await client.next();
  const refusal = [refused, ...(await client.rest())];
  for (const answer of refusal) {
    if (answer.type === "route") client.nack(answer, "no");
    else client.ack(answer);
  }
  expect([...refusal, ...(await client.rest())].filter((answer) => isRemoval(answer, protocol))).toEqual([]);
  await control.set(routes("r", [], 3));
  while (!isRemoval(await client.take(), protocol));
});

xdsCase(28, "endpoints follow a changed cluster unasked, although they are the same", async ({ control, client }) => {
  await start(control, client);
  await control.set(edsCluster("a", 2));
  expect(await client.takeUntil("cluster a")).not.toContain("endpoint a");
  await client.takeLater("endpoint a", () => control.advance(1000));
});

xdsCase(28, "the endpoints of other clusters are left alone", async ({ control, client }) => {
  await start(control, client);
  await control.set(cluster("plain"));
  expect((await client.take()).names).toContain("plain");
  expect(await client.rest()).toEqual([]);
});

xdsCase(29, "the same request for endpoints again, while a cluster warms, is answered", async ({ control, client }) => {
  await start(control, client);
  await control.set(edsCluster("a", 2));
  await client.next();
  const before = await client.rest();
  const last = before.at(-1);
  if (last !== undefined) client.ack(last);
  await client.rest();
  client.add("endpoint");
  await client.takeUntil("endpoint a");
});

xdsCase(30, "without an answer to clusters everything else goes on", async ({ control, client }) => {
  await start(control, client);
  await control.set(edsCluster("a", 2));
  const unanswered = await client.next();
  expect(unanswered.names).toContain("a");
  for (const answer of await client.rest()) client.ack(answer);
  await control.set(endpoints("a", 2), listener("l", { generation: 2 }), routes("r", ["a"], 2));
  const seen = new Set<string>();
  while (seen.size < 3) for (const text of linesOf(await client.take())) seen.add(text);
  expect([...seen].toSorted()).toEqual(["endpoint a", "listener l", "route r"]);
  client.ack(unanswered);
  await control.set(edsCluster("a", 3));
  expect((await client.next()).names).toContain("a");
});

xdsCase(39, "an extension that is taken away is not removed from a client that asks for it, and is sent when it is back", async ({ control, client }) => {
  await control.set(extension("x"), listener("l", { extension: "x" }));
  client.subscribe("listener", []);
  await client.takeUntil("listener l");
  client.subscribe("extension", ["x"]);
  await client.takeUntil("extension x");
  await control.change({ remove: [extension("x")] });
  await control.advance(30_000);
  expect((await client.rest()).flatMap(({ removed }) => removed)).toEqual([]);
  await control.set(extension("x", 2));
  await client.takeUntil("extension x");
});
