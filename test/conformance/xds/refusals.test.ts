import { expect } from "vitest";
import { cluster, listener, routes } from "./kit/wire-resource.ts";
import { xdsCase } from "./xds-case.ts";

xdsCase(5, "a refusal is what has an error, whatever version and text stand in it", async ({ protocol, control, client }) => {
  await control.set(routes("r", []));
  client.subscribe("route", ["r"]);
  const answer = await client.next();
  const refusal = { response_nonce: answer.nonce, error_detail: { code: 13 } };
  client.send("route", { ...refusal, ...(protocol === "sotw" && { version_info: answer.version, resource_names: ["r"] }) });
  expect(await client.rest()).toEqual([]);
  await control.set(routes("r", [], 2));
  expect((await client.take()).names).toEqual(["r"]);
});

xdsCase(6, "a refusal is answered by nothing until something changes", async ({ control, client }) => {
  await control.set(routes("r", []));
  client.subscribe("route", ["r"]);
  client.nack(await client.next(), "no");
  expect(await client.rest()).toEqual([]);
  await control.set(cluster("unrelated"));
  expect((await client.rest()).filter(({ type }) => type === "route")).toEqual([]);
  await control.set(routes("r", [], 2));
  expect((await client.take()).names).toEqual(["r"]);
});

xdsCase(6, "nor is a refusal of everything; a set without what is refused may follow", async ({ control, client }) => {
  await control.set(cluster("a"));
  client.subscribe("cluster", []);
  client.nack(await client.next(), "Error adding/updating cluster(s) a: no");
  expect((await client.rest()).flatMap(({ names }) => names)).toEqual([]);
});

xdsCase(7, "after a refusal the fix goes out, also when it is the version before", async ({ control, client }) => {
  await control.set(routes("r", []));
  client.subscribe("route", ["r"]);
  await client.take();
  await control.set(routes("r", [], 2));
  client.nack(await client.next(), "no");
  await client.rest();
  await control.set(routes("r", []));
  expect((await client.take()).names).toEqual(["r"]);
});

xdsCase(8, "the good siblings of a refused cluster are removed like any other", async ({ protocol, control, client }) => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index + 10}`);
  await control.set(...names.map((name) => cluster(name)));
  client.subscribe("cluster", []);
  let first = await client.next();
  while (!first.names.includes("c12")) {
    client.ack(first);
    first = await client.next();
  }
  client.nack(first, "Error adding/updating cluster(s) c12: no");
  for (const answer of await client.rest()) client.ack(answer);
  await control.change({ remove: [cluster("c15")] });
  await control.advance(30_000);
  const answer = await client.take();
  if (protocol === "delta") expect(answer.removed).toEqual(["c15"]);
  else expect(answer.names.includes("c15")).toBe(false);
});

xdsCase(8, "the fix of a refused cluster goes out, and its siblings need nothing", async ({ protocol, control, client }) => {
  await control.set(cluster("a"), cluster("b"), cluster("c"));
  client.subscribe("cluster", []);
  let seen = 0;
  while (seen < 3) {
    const answer = await client.next();
    seen += answer.names.length;
    if (answer.names.includes("b")) client.nack(answer, "Error adding/updating cluster(s) b: no");
    else client.ack(answer);
  }
  expect(await client.rest()).toEqual([]);
  await control.set(cluster("b", 2));
  const fix = await client.take();
  expect(fix.names.toSorted()).toEqual(protocol === "delta" ? ["b"] : ["a", "b", "c"]);
});

xdsCase(
  8,
  "a set that leaves out what was refused would delete its last good version",
  async ({ control, client }) => {
    await control.set(listener("a"), listener("b"));
    client.subscribe("listener", []);
    expect((await client.take()).names.toSorted()).toEqual(["a", "b"]);
    await control.set(listener("a", { generation: 2 }));
    client.nack(await client.next(), "Error adding/updating listener(s) a: no\n");
    await client.rest();
    await control.set(listener("b", { generation: 2 }));
    expect((await client.take()).names.toSorted()).toEqual(["a", "b"]);
  },
  { only: "sotw" },
);
