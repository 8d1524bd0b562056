import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { describeStream, isSettled } from "./describe.ts";
import { ledgerEntry } from "./ledger.ts";

const cluster = (name: string, version = "v1"): Resource => fakeResource("cluster", name, { version });
const asked = (name: string, version = "v1"): Resource => ({ ...cluster(name, version), onDemand: true });

describe("delta", () => {
  it("takes an empty first request for everything, and a later one for nothing new", () => {
    const stream = new TestStream();
    stream.set(cluster("a"));
    stream.ask("cluster");
    expect(stream.taken()).toEqual(["cluster a"]);
    stream.ask("cluster");
    expect(stream.lines()).toEqual([]);
    stream.set(cluster("b"));
    expect(stream.taken()).toEqual(["cluster b"]);
  });

  it("answers the first request for everything also where there is nothing, and that of a client which has something not", () => {
    const stream = new TestStream();
    stream.ask("listener");
    expect(stream.taken()).toEqual(["listener"]);
    const back = new TestStream();
    back.set(fakeResource("listener", "a"));
    back.ask("cluster");
    back.ask("listener", { initialVersions: new Map([["a", "v1"]]) });
    expect(back.lines()).toEqual(["cluster"]);
  });

  it("takes an empty request of other types for nothing", () => {
    const stream = new TestStream();
    stream.set(fakeResource("route", "r"), fakeResource("endpoint", "e"));
    for (const type of ["route", "endpoint", "virtual-host"] as const) stream.ask(type);
    expect(stream.lines()).toEqual([]);
  });

  it("keeps names that were given beside * when that goes, and says what becomes of names that go beside it", () => {
    const stream = new TestStream();
    stream.set(cluster("a"), cluster("b"));
    stream.ask("cluster", { subscribe: ["*", "a", "ghost"] });
    expect(stream.taken()).toEqual(["cluster a", "cluster b", "cluster -ghost"]);
    stream.ask("cluster", { unsubscribe: ["a", "ghost", "never"] });
    expect(stream.taken()).toEqual(["cluster a", "cluster -ghost"]);
    stream.ask("cluster", { subscribe: ["a"] });
    stream.taken();
    stream.ask("cluster", { unsubscribe: ["*"] });
    stream.set(cluster("a", "v2"), cluster("b", "v2"));
    expect(stream.taken()).toEqual(["cluster a"]);
    stream.ask("cluster", { subscribe: ["*"] });
    expect(stream.taken()).toEqual(["cluster a", "cluster b"]);
  });

  it("says once that a name does not exist, remembers it, and sends what comes", () => {
    const stream = new TestStream();
    stream.ask("route", { subscribe: ["r"] });
    const [absent] = stream.sent();
    expect(absent).toMatchObject({ removed: ["r"], missing: ["r"] });
    stream.ack([absent].flatMap((message) => message ?? []));
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], true]);
    stream.set(fakeResource("route", "r"));
    expect(stream.taken()).toEqual(["route r"]);
    stream.change([["route", "r", undefined]]);
    expect(stream.taken()).toEqual(["route -r"]);
    stream.ask("route", { unsubscribe: ["r"] });
    stream.set(fakeResource("route", "r"));
    expect(stream.lines()).toEqual([]);
  });

  it("sends nothing of what was dropped before it went", () => {
    const stream = new TestStream();
    stream.set(fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
    stream.ask("endpoint", { subscribe: ["a", "b"] });
    stream.ask("endpoint", { unsubscribe: ["a"] });
    expect(stream.taken()).toEqual(["endpoint b"]);
    expect(describeStream(stream.state)).toMatchObject([{ subscribed: 1, sent: 1, acked: 1 }]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("sends a name again that is subscribed again, also with an old nonce", () => {
    const stream = new TestStream();
    stream.set(fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
    stream.ask("endpoint", { subscribe: ["a"] });
    stream.taken();
    stream.ask("endpoint", { subscribe: ["a", "b"], nonce: "of another stream" });
    expect(stream.taken().toSorted()).toEqual(["endpoint a", "endpoint b"]);
  });

  it("is told that something is gone, and that it is missing only where it was asked for by name", () => {
    const stream = new TestStream();
    stream.set(cluster("a"), cluster("b"));
    stream.ask("cluster", { subscribe: ["*", "b"] });
    stream.taken();
    stream.change([
      ["cluster", "a", undefined],
      ["cluster", "b", undefined],
    ]);
    expect(stream.sent().map(({ removed, missing }) => [removed, missing])).toEqual([[["a", "b"], ["b"]]]);
  });

  it("replaces what was taken away and is there again before it went", () => {
    const stream = new TestStream();
    stream.set(cluster("a"));
    stream.ask("cluster");
    stream.taken();
    stream.change([["cluster", "a", undefined]]);
    stream.set(cluster("a", "v2"));
    expect(stream.taken()).toEqual(["cluster a"]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("empties a runtime layer that is gone, because Envoy refuses a response without it", () => {
    const stream = new TestStream();
    stream.set(fakeResource("runtime", "layer"));
    stream.ask("runtime", { subscribe: ["layer"] });
    expect(stream.taken()).toEqual(["runtime layer"]);
    stream.change([["runtime", "layer", undefined]]);
    const [message] = stream.sent();
    expect(message).toMatchObject({ removed: [], resources: [{ name: "layer" }] });
    expect(message?.resources[0]?.version).not.toBe("v1");
  });

  it("does not tell that an extension is gone: a listener may ask for it still", () => {
    const stream = new TestStream();
    stream.set(fakeResource("extension", "x"));
    stream.ask("extension", { subscribe: ["x"] });
    stream.taken();
    stream.change([["extension", "x", undefined]]);
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], true]);
  });

  it("takes very many away in several responses", () => {
    const stream = new TestStream();
    const names = Array.from({ length: 1500 }, (_, index) => `e${index}`);
    stream.set(...names.map((name) => fakeResource("endpoint", name)));
    stream.ask("endpoint", { subscribe: names });
    stream.taken();
    stream.change(names.map((name) => ["endpoint", name, undefined]));
    const messages = stream.sent();
    expect(messages.map(({ removed }) => removed.length)).toEqual([1000, 500]);
    stream.ack(messages);
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], true]);
  });
});

describe("a name that several types have", () => {
  it("is let go of the one type that the request is about", () => {
    const stream = new TestStream();
    const table = { ...fakeResource("route", "t"), hosts: "pushed" } as const;
    stream.set(cluster("t"), { ...fakeResource("route", "t", { version: "whole" }), split: () => table }, fakeResource("virtual-host", "t/a"));
    stream.ask("cluster", { subscribe: ["t"] });
    stream.ask("route", { subscribe: ["t"] });
    stream.taken();
    stream.ask("virtual-host");
    stream.taken();
    stream.ask("cluster", { unsubscribe: ["t"] });
    stream.set(fakeResource("virtual-host", "t/a", { version: "v2" }));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });

  it("does not make a client of one keep or get the other", () => {
    const stream = new TestStream();
    stream.set(asked("a", "v2"), fakeResource("route", "a"), fakeResource("route", "b", { version: "v2" }));
    const held = (...names: readonly string[]) => ({ initialVersions: new Map(names.map((name) => [name, "v1"])) });
    stream.ask("cluster", held("a"));
    stream.ask("route", { subscribe: ["a"], ...held("a", "b") });
    expect(stream.taken()).toEqual(["cluster a"]);
    expect(describeStream(stream.state)).toMatchObject([{ type: "cluster" }, { type: "route", subscribed: 1, acked: 1 }]);
  });
});

describe("*", () => {
  it("means nothing where hosts are asked for", () => {
    const stream = new TestStream();
    stream.set(fakeResource("virtual-host", "t/a"));
    stream.ask("virtual-host", { subscribe: ["*"] });
    expect(stream.lines()).toEqual([]);
    stream.ask("virtual-host", { subscribe: ["*"] });
    expect(stream.lines()).toEqual([]);
  });

  it("does not make names of what a client has that is back with it", () => {
    const stream = new TestStream();
    stream.set(cluster("a"));
    stream.ask("cluster", { subscribe: ["*"], initialVersions: new Map([["a", "v1"]]) });
    stream.ask("cluster", { unsubscribe: ["*"] });
    stream.set(cluster("a", "v2"));
    expect(stream.lines()).toEqual([]);
  });

  it("is asked for beside names, or once more, with what the client has of them", () => {
    const stream = new TestStream();
    stream.set(cluster("a"), cluster("b"));
    const held = (): readonly (string | undefined)[] => ["a", "b"].map((name) => ledgerEntry(stream.state, "cluster", name)?.held);
    stream.ask("cluster", { subscribe: ["a"] });
    stream.taken();
    stream.ask("cluster", { subscribe: ["*"] });
    expect(held()).toEqual(["v1", undefined]);
    expect(stream.taken()).toEqual(["cluster a", "cluster b"]);
    stream.ask("cluster", { subscribe: ["*"] });
    expect(held()).toEqual(["v1", "v1"]);
    expect(stream.taken()).toEqual(["cluster a", "cluster b"]);
  });

  it("ends with what is refused of it, and leaves what is refused of names", () => {
    const stream = new TestStream();
    stream.set(cluster("a"), cluster("b"));
    stream.ask("cluster", { subscribe: ["*", "a"] });
    stream.taken();
    stream.set(cluster("a", "bad"), cluster("b", "bad"));
    for (const message of stream.sent()) stream.nack(message);
    const refused = (): readonly string[] => describeStream(stream.state).flatMap((status) => status.refused.map(({ name }) => name));
    expect(refused()).toEqual(["a", "b"]);
    stream.ask("cluster", { unsubscribe: ["*"] });
    expect(refused()).toEqual(["a"]);
  });

  it("keeps a refusal when a name goes beside it: the last good one is sent", () => {
    const stream = new TestStream();
    stream.set(cluster("a"));
    stream.ask("cluster", { subscribe: ["*", "a"] });
    stream.taken();
    stream.set(cluster("a", "bad"));
    stream.nack(stream.sent()[0]);
    stream.ask("cluster", { unsubscribe: ["a"] });
    expect(stream.sent().flatMap(({ resources }) => resources.map(({ version }) => version))).toEqual(["v1"]);
  });

  it("leaves what the client has of a name that goes beside it, which is told once more", () => {
    const stream = new TestStream();
    stream.set(cluster("a"));
    stream.ask("cluster", { subscribe: ["*", "a"] });
    stream.taken();
    stream.ask("cluster", { unsubscribe: ["a"] });
    expect(ledgerEntry(stream.state, "cluster", "a")).toMatchObject({ state: "due", held: "v1" });
    expect(stream.taken()).toEqual(["cluster a"]);
  });
});

describe("a client that comes back", () => {
  const held = (...names: readonly string[]) => ({ initialVersions: new Map(names.map((name) => [name, "v1"])) });

  it("is sent nothing of what it has, when it asks for clusters first", () => {
    const stream = new TestStream();
    stream.set(edsCluster("a"), fakeResource("endpoint", "a"), fakeResource("route", "r"));
    stream.ask("cluster", held("a"));
    stream.ask("endpoint", { subscribe: ["a"], ...held("a") });
    stream.ask("route", { subscribe: ["r"], ...held("r") });
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], true]);
  });

  it("is sent the endpoints of a changed cluster, and nothing else by its name", () => {
    const stream = new TestStream();
    stream.set(edsCluster("a", "v2"), fakeResource("endpoint", "a"), fakeResource("route", "a"));
    stream.ask("cluster", held("a"));
    stream.ask("endpoint", { subscribe: ["a"], ...held("a") });
    stream.ask("route", { subscribe: ["a"], ...held("a") });
    expect(ledgerEntry(stream.state, "endpoint", "a")).toMatchObject({ state: "due", held: "v1" });
    expect(stream.lines()).toEqual(["cluster a", "endpoint a"]);
  });

  it("is sent an empty layer for one that is gone", () => {
    const stream = new TestStream();
    stream.ask("runtime", { subscribe: ["layer"], ...held("layer") });
    expect(stream.taken()).toEqual(["runtime layer"]);
    expect(isSettled(stream.state)).toBe(true);
  });
});

describe("clusters on demand", () => {
  it("go to who asks for them, and follow their changes then", () => {
    const stream = new TestStream();
    stream.set(cluster("common"), asked("a"), asked("b"));
    stream.ask("cluster");
    expect(stream.taken()).toEqual(["cluster common"]);
    stream.ask("cluster", { subscribe: ["a"] });
    expect(stream.taken()).toEqual(["cluster a"]);
    stream.set(asked("a", "v2"), asked("b", "v2"));
    expect(stream.taken()).toEqual(["cluster a"]);
    stream.change([
      ["cluster", "a", undefined],
      ["cluster", "b", undefined],
    ]);
    expect(stream.taken()).toEqual(["cluster -a"]);
  });

  it("that become common go to everybody, and those that were common stay with who has them", () => {
    const stream = new TestStream();
    stream.set(cluster("was-common"), asked("was-asked"));
    stream.ask("cluster");
    stream.taken();
    stream.set(asked("was-common", "v2"), cluster("was-asked", "v2"));
    expect(stream.taken()).toEqual(["cluster was-common", "cluster was-asked"]);
    stream.set(asked("was-common", "v3"));
    expect(stream.taken()).toEqual(["cluster was-common"]);
  });

  it("are known to a client that comes back with them, as Envoy does: * and their names, or their versions alone", () => {
    for (const subscribe of [["*", "a"], []]) {
      const stream = new TestStream();
      stream.set(cluster("common"), asked("a", "v2"), asked("b"));
      stream.ask("cluster", {
        subscribe,
        initialVersions: new Map([
          ["a", "v1"],
          ["common", "v1"],
        ]),
      });
      expect(stream.taken()).toEqual(["cluster a"]);
      stream.set(asked("a", "v3"));
      expect(stream.taken()).toEqual(["cluster a"]);
    }
  });

  it("are there for everybody where nobody can ask", () => {
    const stream = new TestStream("sotw");
    stream.set(cluster("common"), asked("a"));
    stream.askSotw("cluster");
    expect(stream.lines()).toEqual(["cluster a common"]);
  });

  it("have their endpoints behind them", () => {
    const stream = new TestStream();
    stream.set({ ...edsCluster("a"), onDemand: true }, fakeResource("endpoint", "a"));
    stream.ask("cluster");
    stream.taken();
    stream.ask("endpoint", { subscribe: ["other"] });
    stream.taken();
    stream.ask("cluster", { subscribe: ["a"] });
    expect(stream.taken()).toEqual(["cluster a", "endpoint a"]);
  });
});

describe("hosts that are asked for one by one", () => {
  it("are 20,000 on a stream; the next is answered as unknown, and not remembered", () => {
    const stream = new TestStream();
    stream.ask("virtual-host");
    stream.ask("virtual-host", { subscribe: Array.from({ length: 20_000 }, (_, index) => `t/h${index}`) });
    stream.taken();
    stream.set(fakeResource("virtual-host", "t/h0"), fakeResource("virtual-host", "t/more"));
    expect(stream.taken()).toEqual(["virtual-host t/h0"]);
    stream.ask("virtual-host", { subscribe: ["t/more", "t/h1"] });
    const messages = stream.sent();
    const absent = messages.flatMap(({ resources }) => resources.filter(({ isAbsent }) => isAbsent === true).map(({ name }) => name));
    expect(absent.sort()).toEqual(["t/h1", "t/more"]);
    stream.ack(messages);
    stream.set(fakeResource("virtual-host", "t/more", { version: "v2" }));
    expect(stream.lines()).toEqual([]);
  });

  it("are the only names that are counted so", () => {
    const stream = new TestStream();
    stream.ask("endpoint");
    stream.ask("endpoint", { subscribe: Array.from({ length: 20_001 }, (_, index) => `e${index}`) });
    stream.taken();
    stream.set(fakeResource("endpoint", "e20000"));
    expect(stream.taken()).toEqual(["endpoint e20000"]);
  });
});
