import { describe, expect, it } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import { codec } from "../../gen/codec.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { describeStream } from "./describe.ts";
import { ledgerEntry } from "./ledger.ts";

function table(name: string, hosts: "pushed" | "onDemand"): Resource {
  const split: Resource = { ...fakeResource("route", name, { version: `split ${hosts}` }), hosts };
  return { ...fakeResource("route", name, { version: `whole ${hosts}` }), split: () => split };
}

const host = (name: string, version = "v1"): Resource => fakeResource("virtual-host", name, { version });
const held = (...names: readonly string[]): { readonly initialVersions: ReadonlyMap<string, string> } => ({
  initialVersions: new Map(names.map((name) => [name, "v1"])),
});
const hasTable = (name: string, hosts: "pushed" | "onDemand") => ({ subscribe: [name], initialVersions: new Map([[name, `split ${hosts}`]]) });

/** The names in everything that goes out until nothing is left, each response taken before the next. */
function names(stream: TestStream): readonly string[] {
  const found: string[] = [];
  for (let lines = stream.taken(); lines.length > 0; lines = stream.taken()) found.push(...lines.flatMap((line) => line.split(" ").slice(1)));
  return found.sort();
}

/** A client that has asked for clusters, a table, and hosts. */
function started(hosts: "pushed" | "onDemand", ...resources: readonly Resource[]): TestStream {
  const stream = new TestStream();
  stream.set(table("t", hosts), ...resources);
  stream.ask("cluster");
  stream.ask("route", { subscribe: ["t"] });
  expect(stream.taken()).toEqual(["cluster", "route t"]);
  stream.ask("virtual-host");
  return stream;
}

describe("hosts that are pushed", () => {
  it("go behind their table, all in one response, and each that changes by itself", () => {
    const stream = started("pushed", host("t/a"), host("t/b"), host("other/a"));
    const hosts = stream.sent();
    expect(hosts.flatMap(({ resources }) => resources.map(({ name, aliases }) => [name, aliases]))).toEqual([
      ["t/a", undefined],
      ["t/b", undefined],
    ]);
    stream.ack(hosts);
    stream.set(host("t/b", "v2"), host("t/c"), host("other/a", "v2"));
    expect(stream.taken()).toEqual(["virtual-host t/b t/c"]);
    stream.change([["virtual-host", "t/a", undefined]]);
    expect(stream.taken()).toEqual(["virtual-host -t/a"]);
  });

  it("are one response at a time, with the newest of what changed meanwhile", () => {
    const stream = started("pushed", host("t/a"));
    const first = stream.sent();
    for (const version of ["v2", "v3"]) stream.set(host("t/a", version), host("t/b", version));
    expect(stream.lines()).toEqual([]);
    stream.ack(first);
    const [second] = stream.sent();
    expect(second?.resources.map(({ name, version }) => `${name} ${version}`)).toEqual(["t/a v3", "t/b v3"]);
  });

  it("are an alias without content where there are none, so that the listener opens", () => {
    const stream = started("pushed");
    const messages = stream.sent();
    expect(messages.flatMap(({ resources }) => resources)).toMatchObject([{ name: "t/", aliases: ["t/"], isAbsent: true }]);
    stream.ack(messages);
    stream.set(host("t/a"));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });

  it("are asked for by nobody, also where the client asks for hosts before it asks for tables", () => {
    const stream = new TestStream();
    stream.set(table("t", "pushed"), host("t/a"), host("t/b"));
    stream.ask("virtual-host");
    stream.ask("route", { subscribe: ["t"] });
    expect([stream.taken(), stream.taken()]).toEqual([["route t", "virtual-host t/a t/b"], []]);
    expect(describeStream(stream.state).find(({ type }) => type === "virtual-host")).toMatchObject({ subscribed: 2, sent: 2, acked: 2 });
  });

  it("go again with their table as they were, where a change was refused", () => {
    const stream = started("pushed", host("t/a"), host("t/b"));
    stream.taken();
    stream.set(host("t/b", "bad"));
    stream.nack(stream.sent()[0]);
    stream.ask("route", { subscribe: ["t"] });
    expect(names(stream)).toEqual(["t", "t/a", "t/b"]);
    expect(ledgerEntry(stream.state, "virtual-host", "t/b")).toMatchObject({ state: "refused", held: "v1" });
    stream.ask("route", { unsubscribe: ["t"] });
    expect(ledgerEntry(stream.state, "virtual-host", "t/b")).toBeUndefined();
    expect(describeStream(stream.state).flatMap(({ refused }) => refused)).toEqual([]);
  });

  it("go again when their table does", () => {
    const stream = started("pushed", host("t/a"), host("t/b"));
    stream.taken();
    stream.ask("route", { subscribe: ["t"] });
    expect(stream.taken()).toEqual(["route t", "virtual-host t/a t/b"]);
    stream.set(host("t/b", "v2"));
    const changed = stream.sent();
    stream.ask("route", { subscribe: ["t"] });
    expect(stream.taken()).toEqual(["route t"]);
    stream.ack(changed);
    expect(names(stream)).toEqual(["t/a", "t/b"]);
  });

  it("are not sent to who has left their table", () => {
    const stream = started("pushed", host("t/a"));
    stream.taken();
    stream.ask("route", { unsubscribe: ["t"] });
    stream.set(host("t/a", "v2"));
    expect(stream.lines()).toEqual([]);
  });

  it("go with a table that is gone: nobody is told of them", () => {
    const stream = started("pushed", host("t/a"));
    stream.taken();
    stream.change([
      ["route", "t", undefined],
      ["virtual-host", "t/a", undefined],
    ]);
    expect(stream.taken()).toEqual(["route -t"]);
    expect(stream.lines()).toEqual([]);
  });
});

describe("hosts on demand", () => {
  it("go to who asks for them, behind an alias that opens the listener", () => {
    const stream = started("onDemand", host("t/a"), host("t/b"));
    expect(stream.taken()).toEqual(["virtual-host t/"]);
    stream.ask("virtual-host", { subscribe: ["t/a"] });
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
    stream.set(host("t/a", "v2"), host("t/b", "v2"));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });

  it("of a table that comes later have their alias as well", () => {
    const stream = started("onDemand");
    stream.taken();
    stream.set(table("u", "onDemand"));
    stream.ask("route", { subscribe: ["u"] });
    expect(stream.taken()).toEqual(["route u", "virtual-host u/"]);
  });

  it("follow the host that serves them, whatever it is called", () => {
    const stream = started("onDemand", host("t/*.x"));
    stream.taken();
    stream.ask("virtual-host", { subscribe: ["t/a.x"] });
    expect(stream.taken()).toEqual(["virtual-host t/a.x"]);
    stream.set(host("t/b.x"), host("t/*.y"));
    expect(stream.lines()).toEqual([]);
    stream.set(host("t/a.x", "own"));
    const messages = stream.sent();
    expect(messages.flatMap(({ resources }) => resources.map(({ name, version }) => `${name} ${version}`))).toEqual(["t/a.x own"]);
    stream.ack(messages);
    stream.change([["virtual-host", "t/a.x", undefined]]);
    expect(stream.taken()).toEqual(["virtual-host t/a.x"]);
  });

  it("are left with their table, and with no other", () => {
    const stream = started("onDemand", table("u", "onDemand"), host("t/a"), host("u/a"));
    stream.ask("route", { subscribe: ["u"] });
    stream.ask("virtual-host", { subscribe: ["t/a", "u/a"] });
    names(stream);
    stream.set(host("u/a", "bad"), host("t/a", "bad"));
    for (let messages = stream.sent(); messages.length > 0; messages = stream.sent()) for (const message of messages) stream.nack(message);
    const refused = (): readonly string[] => describeStream(stream.state).flatMap((status) => status.refused.map(({ name }) => name));
    expect(refused().toSorted()).toEqual(["t/a", "u/a"]);
    stream.ask("route", { unsubscribe: ["t"] });
    expect(refused()).toEqual(["u/a"]);
    stream.set(host("t/a", "v3"), host("u/a", "v3"));
    expect(stream.taken()).toEqual(["virtual-host u/a"]);
  });

  it("are not touched by a wildcard where they have a host of their own, and are like any other where they have not", () => {
    const stream = started("onDemand", host("t/*.x"), host("t/a.x"));
    stream.taken();
    stream.ask("virtual-host", { subscribe: ["t/a.x", "t/b.x"] });
    stream.taken();
    const encoded = codec("envoy.config.route.v3.VirtualHost").encode({ name: "t/*.x", domains: ["*.x"], include_request_attempt_count: true });
    stream.set(fakeResource("virtual-host", "t/*.x", { version: "v2", bytes: Uint8Array.from(encoded) }));
    const [changed] = stream.sent();
    expect(changed?.resources.map(({ name }) => name)).toEqual(["t/b.x"]);
    stream.nack(changed);
    expect(ledgerEntry(stream.state, "virtual-host", "t/b.x")).toMatchObject({ detail: "no" });
    expect(stream.lines()).toEqual([]);
  });

  it("that the client has from when they were pushed stay with it", () => {
    const stream = started("pushed", host("t/a"));
    stream.taken();
    stream.set(table("t", "onDemand"));
    expect(stream.taken()).toEqual(["route t", "virtual-host t/"]);
    stream.set(host("t/a", "v2"), host("t/b"));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
    stream.set(table("t", "pushed"));
    expect(names(stream)).toEqual(["t", "t/a", "t/b"]);
  });
});

describe("a client that comes back with hosts", () => {
  it.each([
    ["route", "virtual-host"],
    ["virtual-host", "route"],
  ] as const)("gets what it does not have of its table, whether it asks by %s or %s first", (...order) => {
    const stream = new TestStream();
    stream.set(table("t", "pushed"), host("t/a"), host("t/b", "v2"), host("t/c"));
    stream.ask("cluster", held("x"));
    for (const type of order) stream.ask(type, type === "route" ? hasTable("t", "pushed") : held("t/a", "t/b", "t/gone"));
    expect(names(stream)).toEqual(["t/b", "t/c"]);
    stream.at = 2000;
    expect(names(stream)).toEqual(["-t/gone", "-x"]);
    stream.set(host("t/d"));
    expect(stream.taken()).toEqual(["virtual-host t/d"]);
  });

  it("is followed also where its table has no hosts yet", () => {
    const stream = new TestStream();
    stream.set(table("t", "pushed"));
    stream.ask("cluster", held("x"));
    stream.ask("route", hasTable("t", "pushed"));
    stream.ask("virtual-host");
    expect(stream.taken()).toEqual(["virtual-host t/"]);
    stream.set(host("t/a"));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });

  it("keeps those that it asked for, and gets no alias where it has some", () => {
    const stream = new TestStream();
    stream.set(table("t", "onDemand"), table("u", "onDemand"), host("t/a", "v2"), host("t/b"));
    stream.ask("cluster", held("x"));
    stream.ask("route", { subscribe: ["t", "u"], initialVersions: new Map(["t", "u"].map((name) => [name, "split onDemand"])) });
    stream.ask("virtual-host", held("t/a"));
    expect(names(stream)).toEqual(["t/a", "u/"]);
    stream.set(host("t/a", "v3"), host("t/b", "v2"));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });

  it("does not get those of tables that it did not ask for, also when it has some", () => {
    const stream = new TestStream();
    stream.set(table("t", "pushed"), table("u", "pushed"), host("t/a"), host("u/a"), host("u/b"));
    stream.ask("cluster", held("x"));
    stream.ask("route", hasTable("t", "pushed"));
    stream.ask("virtual-host", held("t/a", "u/a"));
    expect(stream.taken()).toEqual([]);
    stream.set(host("u/b", "v2"));
    expect(stream.taken()).toEqual([]);
  });

  it("has an alias, and is not asked about it any more", () => {
    const stream = new TestStream();
    stream.set(table("t", "onDemand"), host("t/a"));
    stream.ask("cluster", held("x"));
    stream.ask("route", hasTable("t", "onDemand"));
    stream.ask("virtual-host", { initialVersions: new Map([["t/", "none"]]) });
    expect(stream.taken()).toEqual([]);
    expect(describeStream(stream.state).find(({ type }) => type === "virtual-host")).toMatchObject({ subscribed: 0 });
  });

  it("leaves those of tables that it does not ask for any more", () => {
    const stream = new TestStream();
    stream.set(table("t", "pushed"), table("u", "pushed"), host("t/a"), host("u/a"));
    stream.ask("cluster", held("x"));
    stream.ask("virtual-host", held("t/a", "u/a"));
    stream.ask("route", hasTable("t", "pushed"));
    expect(stream.taken()).toEqual([]);
    stream.set(host("t/a", "v2"), host("u/a", "v2"), host("u/b"));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });
});
