import { expect } from "vitest";
import { fakeResource, fakeRoute } from "../../kit/xds/fake-resource.ts";
import { streamCase, subscribe } from "./stream-case.ts";

streamCase("a refusal is what has an error, whatever else stands in it", async ({ variant, server, client }) => {
  server.set(fakeRoute("r", []));
  subscribe(client, "route", ["r"]);
  const answer = await client.next();
  const error_detail = { code: 13, message: "no" };
  client.send("route", { response_nonce: answer.nonce, error_detail, ...(variant === "sotw" && { version_info: answer.version, resource_names: ["r"] }) });
  expect(await client.rest()).toEqual([]);
  expect(server.nodes.list()[0]?.refused).toMatchObject([{ type: "route", name: "r", version: "v1", detail: "no" }]);
});

streamCase("a refusal is answered by nothing until something changes", async ({ server, client }) => {
  server.set(fakeRoute("r", []));
  subscribe(client, "route", ["r"]);
  client.nack(await client.next(), "no", ["r"]);
  expect(await client.rest()).toEqual([]);
  server.set(fakeResource("cluster", "unrelated"));
  expect(await client.rest()).toEqual([]);
  server.set(fakeRoute("r", [], "v2"));
  expect((await client.take(["r"])).names).toEqual(["r"]);
  expect(server.nodes.list()[0]?.refused).toEqual([]);
});

streamCase("after a refusal the fix goes out, also when it is the version before", async ({ server, client }) => {
  server.set(fakeRoute("r", []));
  subscribe(client, "route", ["r"]);
  await client.take(["r"]);
  server.set(fakeRoute("r", [], "v2"));
  client.nack(await client.next(), "no", ["r"]);
  await client.rest();
  server.set(fakeRoute("r", []));
  expect((await client.take(["r"])).names).toEqual(["r"]);
  await client.rest();
  expect(server.nodes.list()[0]?.refused).toEqual([]);
});

streamCase("the good siblings of a refused cluster are in use, and are not sent again", async ({ variant, server, client }) => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index + 10}`);
  server.set(...names.map((name) => fakeResource("cluster", name)));
  subscribe(client, "cluster", []);
  const answer = await client.next();
  expect(answer.names).toEqual(names);
  client.nack(answer, "Error adding/updating cluster(s) c12: no, c15: not, either");
  expect(await client.rest()).toEqual([]);
  expect(server.nodes.list()[0]?.refused.map(({ name }) => name)).toEqual(["c12", "c15"]);
  server.set(fakeResource("cluster", "c12", { version: "v2" }));
  // The state of the world is sent whole, without what is refused.
  const expected = variant === "sotw" ? names.filter((name) => name !== "c15") : ["c12"];
  expect((await client.take()).names).toEqual(expected);
});

streamCase("what was refused as a whole goes again so that the good ones land", async ({ variant, server, client }) => {
  const names = Array.from({ length: 12 }, (_, index) => `c${index + 10}`);
  server.set(...names.map((name) => fakeResource("cluster", name)));
  subscribe(client, "cluster", []);
  const dump = 'goo.gle/debugproto  \nname: "c13"\n: Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)';
  client.nack(await client.next(), dump);
  if (variant === "sotw") {
    expect((await client.take()).names).toEqual(names.filter((name) => name !== "c13"));
  } else {
    for (const name of names) {
      const answer = await client.next();
      expect(answer.names).toEqual([name]);
      if (name === "c13") client.nack(answer, dump);
      else client.ack(answer);
    }
  }
  expect(await client.rest()).toEqual([]);
  expect(server.nodes.list()[0]?.refused.map(({ name }) => name)).toEqual(["c13"]);
});

streamCase("the last good version of a refused resource stays in the set", async ({ variant, server, client }) => {
  server.set(fakeResource("listener", "a"), fakeResource("listener", "b"));
  subscribe(client, "listener", []);
  const first = [await client.take(), ...(variant === "delta" ? [await client.take()] : [])];
  expect(first.flatMap(({ names }) => names)).toEqual(["a", "b"]);
  server.set(fakeResource("listener", "a", { version: "v2" }));
  client.nack(await client.next(), "Error adding/updating listener(s) a: no\n");
  await client.rest();
  server.set(fakeResource("listener", "b", { version: "v2" }));
  const answer = await client.take();
  expect(answer.names).toEqual(variant === "sotw" ? ["a", "b"] : ["b"]);
  if (variant === "sotw") expect(Buffer.from(answer.bytes[0] ?? []).toString()).toContain("v1");
  expect(await client.rest()).toEqual([]);
});
