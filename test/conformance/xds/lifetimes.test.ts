import { expect } from "vitest";
import { cluster } from "./kit/wire-resource.ts";
import { xdsCase } from "./xds-case.ts";

const mortal = { ...cluster("a"), ttlMs: 6000 };

xdsCase(
  37,
  "a resource comes with its time to live, and a heartbeat before that is over: the same version, without content",
  async ({ control, client }) => {
    await control.set(mortal, cluster("b"));
    client.subscribe("cluster", []);
    const answers = await client.takeAll(2);
    const first = answers.find(({ names }) => names.includes("a"));
    expect([first?.ttls["a"], answers.find(({ names }) => names.includes("b"))?.ttls["b"]]).toEqual([6000, undefined]);
    expect(await client.rest()).toEqual([]);
    await control.advance(5000);
    const heartbeat = await client.take();
    expect([heartbeat.names, heartbeat.ttls, heartbeat.bytes.map(({ length }) => length)]).toEqual([["a"], { a: 6000 }, [0]]);
    expect(heartbeat.versions["a"]).toBe(first?.versions["a"]);
  },
  { only: "delta" },
);

xdsCase(
  37,
  "what had a time to live and has none any more is sent, and gets no heartbeat",
  async ({ control, client }) => {
    await control.set(mortal);
    client.subscribe("cluster", []);
    expect((await client.take()).ttls).toEqual({ a: 6000 });
    await control.set(cluster("a", 2));
    expect((await client.take()).ttls).toEqual({});
    await control.advance(6000);
    expect(await client.rest()).toEqual([]);
  },
  { only: "delta" },
);

xdsCase(
  37,
  "a client of the state of the world that does not say that it knows wrapped resources is sent none",
  async ({ control, client }) => {
    await control.set(mortal);
    client.subscribe("cluster", []);
    const answer = await client.take();
    expect([answer.names, answer.ttls]).toEqual([["a"], {}]);
    await control.advance(6000);
    expect(await client.rest()).toEqual([]);
  },
  { only: "sotw" },
);
