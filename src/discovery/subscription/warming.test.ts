import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { ledgerEntry } from "./ledger.ts";

const slow = (version = "v1"): Resource => fakeResource("cluster", "slow", { warming: "slow", version });

/** A client that has taken a route without clusters, and clusters. */
function started(...clusters: readonly Resource[]): TestStream {
  const stream = new TestStream();
  stream.set(fakeRoute("r", []), ...clusters);
  stream.ask("cluster");
  stream.ask("route", { subscribe: ["r"] });
  for (let lines = stream.taken(); lines.length > 0; lines = stream.taken());
  return stream;
}

describe("a route that newly uses a cluster which becomes ready slowly", () => {
  it("waits for five seconds, and not a moment less", () => {
    const stream = started();
    stream.at = 3000;
    stream.set(slow(), fakeRoute("r", ["slow"], "v2"));
    expect(stream.lines()).toEqual(["cluster slow"]);
    stream.at = 7999;
    expect(stream.lines()).toEqual([]);
    stream.at = 8000;
    expect(stream.lines()).toEqual(["route r"]);
  });

  it("is complained of once, also when it cannot go yet", () => {
    const stream = new TestStream("sotw");
    stream.set(...["a", "b", "c"].map((name) => fakeResource("listener", name)));
    stream.askSotw("cluster");
    stream.askSotw("listener");
    const all = stream.sent().at(-1);
    stream.askSotw("listener", { nonce: all?.nonce ?? "", error: "it is bad, and no name is told" });
    stream.set(slow(), fakeResource("listener", "c", { version: "v2", references: { cluster: ["slow"] } }));
    const complaints: (readonly string[])[] = [];
    for (const at of [0, 0, 5000, 5000]) {
      stream.at = at;
      const actions = stream.poll();
      complaints.push(actions.flatMap((action) => (action.kind === "overdue" ? [action.name] : [])));
      for (const action of actions)
        if (action.kind === "send" && action.message.type === "listener") stream.askSotw("listener", { nonce: action.message.nonce });
    }
    expect(complaints).toEqual([[], [], ["c"], []]);
  });

  it("goes when what is on its way uses that already", () => {
    const stream = started();
    stream.set(slow(), fakeRoute("r", ["slow"], "v2"));
    stream.sent();
    stream.at = 5000;
    expect(stream.lines()).toEqual(["route r"]);
    stream.set(fakeRoute("r", ["slow"], "v3"));
    expect(stream.lines()).toEqual(["route r"]);
  });

  it("waits for a changed cluster too, also of a client that has an older one from another stream", () => {
    const changed = started(slow());
    changed.set(slow("v2"), fakeRoute("r", ["slow"], "v2"));
    expect(changed.lines()).toEqual(["cluster slow"]);
    const back = new TestStream();
    back.set(slow("v2"), fakeRoute("r", []));
    back.ask("cluster", { initialVersions: new Map([["slow", "v1"]]) });
    back.ask("route", { subscribe: ["r"] });
    const [cluster] = back.sent();
    back.set(fakeRoute("r", ["slow"], "v2"));
    expect(back.lines()).toEqual([]);
    back.ack([cluster].flatMap((message) => message ?? []));
    expect(back.lines()).toEqual(["route r"]);
  });

  it("does not wait for one that the client has, and is sent again because it asked", () => {
    const stream = started(slow());
    stream.ask("cluster", { subscribe: ["slow"] });
    expect(stream.lines()).toEqual(["cluster slow"]);
    stream.set(fakeRoute("r", ["slow"], "v2"));
    expect(stream.lines()).toEqual(["route r"]);
  });

  it("does not wait for one that is gone", () => {
    const stream = started();
    stream.set(slow());
    stream.sent();
    stream.change([
      ["cluster", "slow", undefined],
      ["route", "r", fakeRoute("r", ["slow"], "v2")],
    ]);
    expect(stream.lines()[0]).toBe("route r");
  });

  it("waits also where it is the first answer of its type, which has to come", () => {
    const stream = new TestStream();
    stream.set(slow(), fakeResource("listener", "l", { references: { cluster: ["slow"] } }));
    stream.ask("cluster");
    const clusters = stream.sent();
    stream.ask("listener");
    expect(stream.lines()).toEqual([]);
    stream.ack(clusters);
    expect(stream.lines()).toEqual(["listener l"]);
  });

  it("waits, and a cluster that is made of others does not", () => {
    const stream = new TestStream();
    stream.set(fakeResource("cluster", "all"));
    stream.ask("cluster");
    stream.taken();
    stream.set(slow(), fakeResource("cluster", "all", { version: "v2", references: { cluster: ["slow"] } }));
    expect(stream.lines()).toEqual(["cluster slow", "cluster all"]);
  });

  it("does not wait where the client does not ask for clusters", () => {
    const stream = new TestStream();
    stream.set(slow(), fakeRoute("r", ["slow"]));
    stream.ask("route", { subscribe: ["r"] });
    expect(stream.taken()).toEqual(["route r"]);
    stream.set(fakeRoute("r", ["slow"], "v2"));
    expect(stream.taken()).toEqual(["route r"]);
  });
});

describe("hosts of which one uses a cluster that becomes ready slowly", () => {
  it.each(["pushed", "onDemand"] as const)("go without it, which follows when the cluster is ready: %s", (hosts) => {
    const stream = new TestStream();
    const table = { ...fakeResource("route", "t"), hosts };
    stream.set(
      { ...fakeResource("route", "t", { version: "whole" }), split: () => table },
      fakeResource("virtual-host", "t/a", { references: { cluster: ["slow"] } }),
      fakeResource("virtual-host", "t/b"),
      fakeResource("virtual-host", "t/c"),
      slow(),
    );
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["t"] });
    const [cluster, route] = stream.sent();
    stream.ack([route].flatMap((message) => message ?? []));
    stream.ask("virtual-host", { subscribe: hosts === "pushed" ? [] : ["t/a", "t/b", "t/c"] });
    expect(stream.taken()).toEqual([hosts === "pushed" ? "virtual-host t/b t/c" : "virtual-host t/ t/b t/c"]);
    expect(stream.state.types.get("virtual-host")?.items.size).toBe(1);
    stream.ack([cluster].flatMap((message) => message ?? []));
    expect(stream.taken()).toEqual(["virtual-host t/a"]);
  });
});

describe("endpoints of a changed cluster", () => {
  /** A client that has taken a cluster, and has asked for endpoints. */
  function warm(...endpoints: readonly string[]): TestStream {
    const stream = new TestStream();
    stream.set(edsCluster("a"), fakeResource("endpoint", "a"));
    stream.ask("cluster");
    stream.ask("endpoint", { subscribe: endpoints });
    stream.taken();
    return stream;
  }

  it("are refused like any other", () => {
    const stream = warm("a");
    stream.set(edsCluster("a", "v2"));
    const [, endpoints] = stream.sent();
    stream.nack(endpoints);
    expect(ledgerEntry(stream.state, "endpoint", "a")).toMatchObject({ state: "refused", detail: "no" });
  });

  it("go unasked and unbooked where the client has not asked for them yet", () => {
    const stream = warm("other");
    stream.set(edsCluster("a", "v2"));
    const [, endpoints] = stream.sent();
    expect(endpoints?.resources.map(({ name }) => name)).toEqual(["a"]);
    expect(ledgerEntry(stream.state, "endpoint", "a")).toBeUndefined();
    expect(stream.nack(endpoints).at(-1)).toMatchObject({ kind: "refused", refusal: { type: "endpoint", name: "a" }, held: "unknown" });
  });

  it("do not go again because another cluster changes, where every response has all of them", () => {
    const stream = new TestStream("sotw");
    stream.set(edsCluster("a"), edsCluster("b"), fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
    stream.askSotw("cluster");
    stream.askSotw("endpoint", { names: ["a", "b"] });
    for (const { type, nonce, version } of stream.sent()) stream.askSotw(type, { names: type === "cluster" ? [] : ["a", "b"], nonce, version });
    stream.set(edsCluster("a", "v2"));
    expect(stream.lines()).toEqual(["cluster a b", "endpoint a"]);
    stream.set(edsCluster("b", "v2"));
    expect(stream.lines()).toEqual(["cluster a b", "endpoint b"]);
  });

  it("go behind clusters that are not answered yet, as soon as any are asked for, to a client that uses clusters already", () => {
    const pushed = [true, false].map((usesClusters) => {
      const stream = new TestStream();
      stream.set(edsCluster("a"), edsCluster("b"), fakeResource("endpoint", "a"), fakeResource("endpoint", "b"), fakeResource("endpoint", "other"));
      stream.ask("cluster");
      if (usesClusters) stream.ask("listener");
      const messages = stream.sent();
      stream.ask("endpoint", { subscribe: ["other"] });
      const first = stream.lines();
      stream.ack(messages);
      return first;
    });
    expect(pushed).toEqual([["endpoint other", "endpoint a", "endpoint b"], ["endpoint other"]]);
    const stream = new TestStream();
    stream.set(edsCluster("a"), edsCluster("b"), fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    stream.taken();
    stream.set(edsCluster("a", "v2"));
    stream.sent();
    stream.ask("endpoint");
    expect(stream.lines()).toEqual(["endpoint a"]);
  });

  it("are not told to be missing once more", () => {
    const stream = warm("a", "ghost");
    stream.set(edsCluster("ghost"));
    expect(stream.taken()).toEqual(["cluster ghost"]);
  });
});
