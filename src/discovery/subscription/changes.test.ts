import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { describeStream, isSettled } from "./describe.ts";
import { hostFor } from "./hosts.ts";
import { exceptionsOf } from "./ledger.ts";
import { nextWake } from "./next-wake.ts";

const many = (count: number, version = "v1"): readonly Resource[] =>
  Array.from({ length: count }, (_, index) => fakeResource("cluster", `c${String(index).padStart(2, "0")}`, { version }));
const route = (version: string): Resource => fakeRoute("r", [], version);
const versions = (stream: TestStream): readonly string[] =>
  stream.sent().flatMap(({ resources }) => resources.map(({ name, version }) => `${name} ${version}`));

/** A client that has taken a route. */
function withRoute(): TestStream {
  const stream = new TestStream();
  stream.set(route("v1"));
  stream.ask("route", { subscribe: ["r"] });
  expect(stream.taken()).toEqual(["route r"]);
  return stream;
}

describe("what changes while it is on its way", () => {
  it("is not sent when the newest response has it already, and is sent when that has something else", () => {
    const stream = withRoute();
    stream.set(route("v2"));
    const [second] = stream.sent();
    stream.set(route("v1"));
    expect(versions(stream)).toEqual(["r v1"]);
    stream.set(route("v2"));
    const [fourth] = stream.sent();
    expect(fourth?.resources.map(({ version }) => version)).toEqual(["v2"]);
    stream.set(route("v3"));
    stream.set(route("v2"));
    expect(versions(stream)).toEqual([]);
    stream.ack([second, fourth].flatMap((message) => message ?? []));
    expect(isSettled(stream.state)).toBe(true);
  });

  it("goes as it is then, together with everything that it was asked for with", () => {
    const stream = new TestStream();
    stream.set(...many(20));
    stream.ask("cluster");
    stream.set(fakeResource("cluster", "c03", { version: "v2" }));
    const messages = stream.sent();
    expect(messages.map(({ resources }) => resources.length)).toEqual([20]);
    expect(messages[0]?.resources[3]?.version).toBe("v2");
  });

  it("is sent again although it is as it was before a refusal: nobody knows what is in force", () => {
    const stream = withRoute();
    stream.set(route("bad"));
    stream.nack(stream.sent()[0]);
    stream.set(route("v1"));
    expect(versions(stream)).toEqual(["r v1"]);
  });

  it("is tried with everything else when it had been refused with others, and these go on one by one", () => {
    const stream = new TestStream();
    stream.set(...many(20));
    stream.ask("cluster");
    stream.nack(stream.sent()[0]);
    stream.set(...many(20, "v2").slice(17));
    expect(stream.sent().map(({ resources }) => resources.length)).toEqual([3, ...Array.from({ length: 17 }, () => 1)]);
  });

  it("is tried one by one, where a response is everything, although all of it has changed", () => {
    const stream = new TestStream("sotw");
    stream.set(...many(10));
    stream.askSotw("cluster");
    const [all] = stream.sent();
    stream.askSotw("cluster", { nonce: all?.nonce ?? "", error: "it is bad, and no name is told" });
    stream.set(...many(10, "v2"));
    expect(stream.sent().map(({ resources }) => resources.length)).toEqual([1]);
  });
});

describe("what is gone", () => {
  it("is taken away without its last change, when that had not gone out", () => {
    const stream = withRoute();
    stream.set(route("v2"));
    stream.change([["route", "r", undefined]]);
    expect(stream.taken()).toEqual(["route -r"]);
  });

  it("is told to who has just asked for it, and had nothing of it", () => {
    const stream = new TestStream();
    stream.set(route("v1"));
    stream.ask("route", { subscribe: ["r"] });
    stream.change([["route", "r", undefined]]);
    expect(stream.taken()).toEqual(["route -r"]);
  });

  it("is not doubted any more", () => {
    const stream = new TestStream("sotw");
    stream.set(...many(3));
    stream.askSotw("cluster");
    const [all] = stream.sent();
    stream.askSotw("cluster", { nonce: all?.nonce ?? "", error: "it is bad, and no name is told" });
    stream.change([["cluster", "c01", undefined]]);
    expect(describeStream(stream.state)[0]?.doubted.map(({ name }) => name)).toEqual(["c00", "c02"]);
  });

  it("is gone, whatever else has its name", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("t/a", []), fakeResource("virtual-host", "t/a"));
    stream.ask("route", { subscribe: ["t/a"] });
    stream.taken();
    stream.change([["route", "t/a", undefined]]);
    expect(stream.taken()).toEqual(["route -t/a"]);
  });
});

describe("a host that changes", () => {
  it("is taken away when no other serves its name", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("t", []), fakeResource("virtual-host", "t/a.x"));
    stream.ask("route", { subscribe: ["t"] });
    stream.ask("virtual-host", { subscribe: ["t/a.x"] });
    stream.taken();
    stream.change([["virtual-host", "t/a.x", undefined]]);
    expect(stream.taken()).toEqual(["virtual-host -t/a.x"]);
  });

  it("is not sent once more when it has become what was refused under its name", () => {
    const stream = new TestStream();
    stream.set(fakeResource("virtual-host", "t/*.x"));
    stream.ask("virtual-host", { subscribe: ["t/a.x"] });
    const [narrowed] = stream.sent();
    stream.nack(narrowed);
    const { version } = hostFor(stream.state.snapshot, "t/a.x");
    stream.set(fakeResource("virtual-host", "t/a.x", { version }));
    expect(stream.lines()).toEqual([]);
  });
});

describe("what a client has not asked for", () => {
  it("takes no room", () => {
    const stream = new TestStream();
    stream.ask("cluster");
    stream.taken();
    stream.set({ ...fakeResource("cluster", "a"), onDemand: true });
    expect([stream.lines(), [...exceptionsOf(stream.state)]]).toEqual([[], []]);
  });
});

describe("endpoints that come later than their cluster", () => {
  /** A client that has asked for clusters, and for endpoints and secrets of others. */
  function warming(variant: "delta" | "sotw"): TestStream {
    const stream = new TestStream(variant);
    const ask = (type: Resource["type"], names: readonly string[]): unknown =>
      variant === "delta" ? stream.ask(type, { subscribe: names }) : stream.askSotw(type, { names });
    stream.set(fakeResource("endpoint", "other"), fakeResource("secret", "other"));
    ask("cluster", []);
    for (const type of ["endpoint", "secret"] as const) ask(type, ["other"]);
    stream.sent();
    stream.set(edsCluster("a"));
    return stream;
  }

  it("go unasked, while the client has not taken the cluster", () => {
    const stream = warming("delta");
    const [cluster] = stream.sent();
    stream.set(fakeResource("endpoint", "a"), fakeResource("endpoint", "b"), fakeResource("secret", "a"));
    expect(stream.taken()).toEqual(["endpoint a"]);
    stream.ack([cluster].flatMap((message) => message ?? []));
    stream.set(fakeResource("endpoint", "a", { version: "v2" }));
    expect(stream.lines()).toEqual([]);
  });

  it("are not made up when they are gone again", () => {
    const stream = warming("sotw");
    stream.sent();
    stream.set(fakeResource("endpoint", "a"));
    expect(stream.lines()).toEqual(["endpoint a"]);
    stream.change([["endpoint", "a", undefined]]);
    expect(stream.lines()).toEqual([]);
  });
});

describe("endpoints whose cluster has changed", () => {
  it("go behind it at once where one stream has both, and not later", () => {
    const stream = new TestStream();
    stream.set(edsCluster("a"), fakeResource("endpoint", "a"));
    stream.ask("cluster");
    stream.ask("endpoint", { subscribe: ["a"] });
    stream.taken();
    stream.set(edsCluster("a", "v2"));
    expect(stream.taken()).toEqual(["cluster a", "endpoint a"]);
    expect(nextWake(stream.state)).toBeUndefined();
  });

  it("are waited for by nobody who has not asked for them", () => {
    const stream = new TestStream("delta", "endpoint");
    stream.set(fakeResource("endpoint", "a"));
    stream.ask("endpoint", { subscribe: ["a"] });
    stream.taken();
    stream.set(edsCluster("other"));
    expect(nextWake(stream.state)).toBeUndefined();
  });
});
