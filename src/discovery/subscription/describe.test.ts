import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import { describeStream, isSettled, type TypeStatus } from "./describe.ts";

function statusOf(stream: TestStream, type = "cluster"): TypeStatus | undefined {
  return describeStream(stream.state).find((status) => status.type === type);
}

describe("a stream is settled", () => {
  it("before the first request, and not while the first request has no answer", () => {
    const stream = new TestStream();
    expect(isSettled(stream.state)).toBe(true);
    stream.ask("cluster");
    expect(isSettled(stream.state)).toBe(false);
    const messages = stream.sent();
    expect([messages.length, isSettled(stream.state)]).toEqual([1, true]);
  });

  it("not while something goes in bulk, or is not answered, or is to be sent", () => {
    const stream = new TestStream();
    stream.set(fakeResource("endpoint", "a"));
    stream.ask("endpoint", { subscribe: ["a"] });
    expect(isSettled(stream.state)).toBe(false);
    const messages = stream.sent();
    expect(isSettled(stream.state)).toBe(false);
    stream.ack(messages);
    expect(isSettled(stream.state)).toBe(true);
    stream.set(fakeResource("endpoint", "a", { version: "v2" }));
    expect(isSettled(stream.state)).toBe(false);
    const changed = stream.sent();
    expect(isSettled(stream.state)).toBe(false);
    stream.ack(changed);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("not while one of several types is not", () => {
    const stream = new TestStream();
    stream.set(fakeResource("cluster", "a"), fakeResource("listener", "l"));
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    const messages = stream.sent();
    stream.ack(messages.filter(({ type }) => type === "listener"));
    expect(isSettled(stream.state)).toBe(false);
    stream.ack(messages);
    stream.change([["cluster", "a", undefined]]);
    expect(isSettled(stream.state)).toBe(false);
    stream.taken();
    expect(isSettled(stream.state)).toBe(true);
  });

  it("when what it refuses is all that is left, and not while it is doubted", () => {
    const stream = new TestStream();
    const ten = Array.from({ length: 10 }, (_, index) => fakeResource("cluster", `c${index}`));
    stream.set(...ten);
    stream.ask("cluster");
    const [all] = stream.sent();
    stream.ask("cluster", { nonce: all?.nonce ?? "", error: "it is bad, and no name is told" });
    expect(isSettled(stream.state)).toBe(false);
    expect(statusOf(stream)).toMatchObject({ subscribed: 10, sent: 0, acked: 0, refused: [] });
    expect(statusOf(stream)?.doubted).toHaveLength(10);
    for (const message of stream.sent()) {
      const isBad = message.resources.some(({ name }) => name === "c3");
      stream.ask("cluster", { nonce: message.nonce, error: isBad ? "it is bad" : undefined });
    }
    expect(isSettled(stream.state)).toBe(true);
    expect(statusOf(stream)).toMatchObject({
      subscribed: 10,
      sent: 10,
      acked: 9,
      doubted: [],
      refused: [{ name: "c3", version: "v1", detail: "it is bad" }],
    });
  });

  it("although a last good route keeps a cluster that is gone, and not when it could go", () => {
    const stream = new TestStream();
    stream.set(fakeResource("cluster", "a"), fakeRoute("r", ["a"]));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["r"] });
    stream.taken();
    stream.change([
      ["cluster", "a", undefined],
      ["route", "r", fakeRoute("r", [], "bad")],
    ]);
    const [route] = stream.sent();
    expect(isSettled(stream.state)).toBe(false);
    stream.ask("route", { nonce: route?.nonce ?? "", error: "it is bad" });
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], true]);
    stream.set(fakeRoute("r", [], "good"));
    expect(stream.taken()).toEqual(["route r"]);
    expect(isSettled(stream.state)).toBe(false);
    expect(stream.taken()).toEqual(["cluster -a"]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("not when a last good route keeps one cluster of two that are gone", () => {
    const stream = new TestStream();
    stream.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"), fakeRoute("r", ["a"]));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["r"] });
    stream.taken();
    stream.set(fakeRoute("r", [], "bad"));
    stream.nack(stream.sent()[0]);
    stream.change([
      ["cluster", "a", undefined],
      ["cluster", "b", undefined],
    ]);
    expect(isSettled(stream.state)).toBe(false);
    expect([stream.taken(), isSettled(stream.state)]).toEqual([["cluster -b"], true]);
  });

  it("not on a stream of one type while something is gone: nobody knows what needs it", () => {
    const stream = new TestStream("delta", "route");
    stream.set(fakeRoute("r", []));
    stream.ask("route", { subscribe: ["r"] });
    stream.taken();
    stream.change([["route", "r", undefined]]);
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], false]);
  });
});

describe("what a stream says of a type", () => {
  it("counts what it asked for, what exists, what went and what was taken", () => {
    const stream = new TestStream();
    stream.set(fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
    stream.ask("endpoint", { subscribe: ["a", "b", "ghost"] });
    expect(statusOf(stream, "endpoint")).toMatchObject({ subscribed: 3, sent: 0, acked: 0 });
    const messages = stream.sent();
    expect(statusOf(stream, "endpoint")).toMatchObject({ subscribed: 3, sent: 2, acked: 0 });
    stream.ack(messages);
    expect(statusOf(stream, "endpoint")).toMatchObject({ subscribed: 3, sent: 2, acked: 2 });
    stream.set(fakeResource("endpoint", "b", { version: "v2" }));
    expect(statusOf(stream, "endpoint")).toMatchObject({ subscribed: 3, sent: 1, acked: 1 });
    stream.change([["endpoint", "a", undefined]]);
    expect(statusOf(stream, "endpoint")).toMatchObject({ subscribed: 3, sent: 0, acked: 0 });
  });

  it("does not count as unsent what does not exist", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", []));
    stream.ask("route", { subscribe: ["r", "ghost"] });
    expect(statusOf(stream, "route")).toMatchObject({ subscribed: 2, sent: 0, acked: 0 });
  });

  it("counts everything for who asked for everything, and more where it named more", () => {
    const stream = new TestStream();
    stream.set(edsCluster("a"), edsCluster("b"));
    stream.ask("cluster");
    stream.taken();
    expect(statusOf(stream)).toMatchObject({ subscribed: 2, sent: 2, acked: 2 });
    stream.ask("cluster", { subscribe: ["x", "y", "z"] });
    stream.taken();
    expect(statusOf(stream)).toMatchObject({ subscribed: 3, sent: 2, acked: 2 });
  });

  it("counts hosts that come with their tables, and those that were asked for", () => {
    const stream = new TestStream();
    const table = { ...fakeResource("route", "t"), hosts: "pushed" } as const;
    stream.set(
      { ...fakeResource("route", "t", { version: "whole" }), split: () => table },
      fakeResource("virtual-host", "t/a"),
      fakeResource("virtual-host", "t/b"),
      fakeResource("virtual-host", "t/d"),
    );
    stream.ask("route", { subscribe: ["t"] });
    stream.taken();
    stream.ask("virtual-host");
    stream.taken();
    expect(statusOf(stream, "virtual-host")).toMatchObject({ subscribed: 3, sent: 3, acked: 3 });
    stream.ask("virtual-host", { subscribe: ["t/b", "t/c"] });
    stream.taken();
    expect(statusOf(stream, "virtual-host")).toMatchObject({ subscribed: 4, sent: 3, acked: 3 });
  });
});
