import { status } from "@grpc/grpc-js";
import { expect } from "vitest";
import type { Answer } from "../../kit/xds/answer.ts";
import { cluster, edsCluster, endpoints, listener, routes, scopedRoute, secret, virtualHost } from "./kit/wire-resource.ts";
import { xdsCase } from "./xds-case.ts";

/** All names in these responses, sorted. */
function allNames(answers: readonly Pick<Answer, "names">[]): readonly string[] {
  return answers.flatMap(({ names }) => names).toSorted((left, right) => left.localeCompare(right));
}

xdsCase(11, "a name that is added is sent, although nothing has changed", async ({ control, client }) => {
  await control.set(endpoints("a"), endpoints("b"));
  client.subscribe("endpoint", ["a"]);
  expect((await client.take()).names).toEqual(["a"]);
  client.add("endpoint", "b");
  expect((await client.take()).names).toContain("b");
});

xdsCase(11, "a name that was dropped and is named anew is sent again", async ({ control, client }) => {
  await control.set(endpoints("a"), endpoints("b"));
  client.subscribe("endpoint", ["a", "b"]);
  await client.takeAll(2);
  client.drop("endpoint", "b");
  expect(await client.rest()).toEqual([]);
  client.add("endpoint", "b");
  expect((await client.take()).names).toContain("b");
});

xdsCase(12, "an empty first request means everything", async ({ control, client }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", []);
  expect(allNames(await client.takeAll(2))).toEqual(["a", "b"]);
});

xdsCase(12, "an empty first request means every scoped route too", async ({ control, client }) => {
  await control.set(scopedRoute("a", "t"), scopedRoute("b", "t"));
  client.subscribe("scoped-route", []);
  expect(allNames(await client.takeAll(2))).toEqual(["a", "b"]);
});

xdsCase(12, "after names were given, none means nothing", async ({ control, client }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", ["a"]);
  expect((await client.take()).names).toEqual(["a"]);
  client.drop("cluster", "a");
  await client.rest();
  await control.set(cluster("a", 2), cluster("b", 2));
  expect(allNames(await client.rest())).toEqual([]);
});

xdsCase(12, "an explicit * is the same as the empty first request", async ({ control, client }) => {
  await control.set(listener("a"));
  client.subscribe("listener", ["*"]);
  expect((await client.take()).names).toEqual(["a"]);
  await control.set(listener("b"));
  expect((await client.take()).names).toContain("b");
});

xdsCase(12, "everything of nothing is answered too, so that a proxy can start", async ({ client }) => {
  client.subscribe("cluster", []);
  expect(await client.take()).toMatchObject({ type: "cluster", names: [], removed: [] });
  client.subscribe("listener", []);
  expect(await client.take()).toMatchObject({ type: "listener", names: [], removed: [] });
});

xdsCase(13, "an empty first request means nothing for types that have no wildcard", async ({ control, client }) => {
  await control.set(routes("r", []), endpoints("e"), secret("s"));
  for (const type of ["route", "endpoint", "secret"] as const) client.subscribe(type, []);
  expect(allNames(await client.rest())).toEqual([]);
});

xdsCase(
  13,
  "nor for virtual hosts",
  async ({ control, client }) => {
    await control.set(virtualHost("t", "a.test"));
    client.subscribe("virtual-host", []);
    expect(allNames(await client.rest())).toEqual([]);
  },
  { only: "delta" },
);

xdsCase(14, "with *, unsubscribing a name is answered by the resource, or by its absence", async ({ control, client }) => {
  await control.set(cluster("a"));
  client.subscribe("cluster", ["*", "a", "ghost"]);
  await client.takeAll(2);
  client.drop("cluster", "a", "ghost");
  const answers = await client.takeAll(2);
  expect([allNames(answers), answers.flatMap(({ removed }) => removed)]).toEqual([["a"], ["ghost"]]);
});

xdsCase(14, "names that were given beside * stay when it goes", async ({ control, client }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", ["*", "a"]);
  await client.takeAll(2);
  client.drop("cluster", "*");
  await client.rest();
  await control.set(cluster("a", 2), cluster("b", 2));
  expect((await client.take()).names).toEqual(["a"]);
  expect(await client.rest()).toEqual([]);
});

xdsCase(17, "a name that does not exist is told to be removed, at once", async ({ control, client }) => {
  await control.set(routes("here", []));
  client.subscribe("route", ["here", "not-here"]);
  const answers = await client.takeAll(2);
  expect([allNames(answers), answers.flatMap(({ removed }) => removed)]).toEqual([["here"], ["not-here"]]);
});

xdsCase(18, "a name that does not exist yet is remembered and sent when it appears", async ({ control, client }) => {
  client.subscribe("route", ["later"]);
  for (const answer of await client.rest()) client.ack(answer);
  await control.set(routes("later", []));
  expect((await client.take()).names).toEqual(["later"]);
});

xdsCase(18, "a name that goes and comes back is sent again", async ({ control, client }) => {
  const route = routes("r", []);
  await control.set(route);
  client.subscribe("route", ["r"]);
  await client.take();
  await control.change({ remove: [route] });
  await control.advance(30_000);
  for (const answer of await client.rest()) client.ack(answer);
  await control.set(route);
  expect((await client.take()).names).toEqual(["r"]);
});

/** Status codes of everything that these responses say to be missing. */
function allErrors(answers: readonly Pick<Answer, "errors">[]): Readonly<Record<string, number>> {
  return Object.assign({}, ...answers.map(({ errors }) => errors)) as Record<string, number>;
}

xdsCase(19, "a name that does not exist is told so, once", async ({ control, client }) => {
  await control.set(routes("here", []));
  client.subscribe("route", ["here", "not-here"]);
  const answers = await client.takeAll(2);
  expect([allNames(answers), allErrors(answers)]).toEqual([["here"], { "not-here": status.NOT_FOUND }]);
  await control.set(routes("here", [], 2));
  expect(allErrors([await client.take(), ...(await client.rest())])).toEqual({});
});

xdsCase(19, "a set that was asked for by names has what exists, and tells of what does not", async ({ control, client }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", ["a", "ghost"]);
  const answer = await client.take();
  expect([answer.names, answer.errors]).toEqual([["a"], { ghost: status.NOT_FOUND }]);
  await control.set(cluster("a", 2));
  expect(await client.take()).toMatchObject({ names: ["a"], errors: {} });
});

xdsCase(19, "nothing is told of what is not in everything", async ({ control, client }) => {
  await control.set(cluster("a"));
  client.subscribe("cluster", []);
  await client.take();
  await control.change({ set: [cluster("b")], remove: [cluster("a")] });
  await control.advance(30_000);
  const answers = [await client.take(), ...(await client.rest())];
  expect(allErrors(answers)).toEqual({});
});

xdsCase(20, "a name that is subscribed again is sent again", async ({ control, client }) => {
  await control.set(edsCluster("a"), endpoints("a"));
  for (const type of ["endpoint", "cluster"] as const) {
    client.subscribe(type, ["a"]);
    await client.takeUntil(`${type} a`);
    await client.rest();
    client.send(type, { resource_names_subscribe: ["a"] });
    await client.takeUntil(`${type} a`);
  }
});

xdsCase(23, "unsubscribing needs no answer, also of a name that nobody subscribed to; a dropped name is not sent", async ({ control, client }) => {
  const route = routes("a", []);
  await control.set(route);
  client.subscribe("route", ["a"]);
  await client.take();
  client.drop("route", "never", "a");
  expect(await client.rest()).toEqual([]);
  await control.set(routes("a", [], 2));
  await control.change({ remove: [route] });
  expect(await client.rest()).toEqual([]);
});

xdsCase(24, "no name is twice in one response", async ({ control, client }) => {
  await control.set(cluster("a"), cluster("b"));
  client.subscribe("cluster", ["a", "b", "a"]);
  const answers = [...(await client.takeAll(2)), ...(await client.rest())];
  for (const { names } of answers) expect(new Set(names).size).toBe(names.length);
  expect(new Set(allNames(answers))).toEqual(new Set(["a", "b"]));
});

xdsCase(32, "a name that is not there holds up nothing", async ({ control, client }) => {
  await control.set(endpoints("a"));
  client.subscribe("endpoint", ["a", "vanished"]);
  const answers = await client.takeAll(1);
  expect(allNames([...answers, ...(await client.rest())])).toContain("a");
});

xdsCase(32, "a name that vanishes holds up no change of another", async ({ control, client }) => {
  const gone = endpoints("b");
  await control.set(endpoints("a"), gone);
  client.subscribe("endpoint", ["a", "b"]);
  await client.takeAll(2);
  await control.change({ set: [endpoints("a", 2)], remove: [gone] });
  const answers = [await client.take(), ...(await client.rest())];
  expect(allNames(answers)).toContain("a");
});

xdsCase(38, "a virtual host comes with the name that was asked for among its aliases, also when it changes", async ({ control, client }) => {
  await control.set(virtualHost("t", "a.test"), virtualHost("t", "b.test"));
  client.subscribe("virtual-host", []);
  client.add("virtual-host", "t/a.test");
  expect(await client.take()).toMatchObject({ names: ["t/a.test"], aliases: { "t/a.test": ["t/a.test"] } });
  await control.set(virtualHost("t", "a.test", 2), virtualHost("t", "b.test", 2));
  expect(await client.take()).toMatchObject({ names: ["t/a.test"], aliases: { "t/a.test": ["t/a.test"] } });
  client.drop("virtual-host", "t/a.test");
  await client.rest();
  await control.set(virtualHost("t", "a.test", 3));
  expect(await client.rest()).toEqual([]);
});

xdsCase(38, "a virtual host that does not exist is its name as an alias, without content, and comes when it exists", async ({ control, client }) => {
  client.subscribe("virtual-host", []);
  client.add("virtual-host", "t/nobody.test");
  const { names, aliases, bytes } = await client.take();
  expect([names, aliases, bytes.map(({ length }) => length)]).toEqual([["t/nobody.test"], { "t/nobody.test": ["t/nobody.test"] }, [0]]);
  await control.set(virtualHost("t", "nobody.test"));
  const { bytes: content } = await client.take();
  expect(content[0]?.length).toBeGreaterThan(0);
});
