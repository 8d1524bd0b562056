import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource } from "../../snapshot/resource.ts";
import { describeStream, isSettled } from "./describe.ts";
import { nextWake } from "./next-wake.ts";
import { sizeOf } from "./response-limits.ts";

describe("step", () => {
  it("sends one message a poll, and nothing otherwise", () => {
    const stream = new TestStream();
    stream.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"));
    expect(stream.ask("cluster")).toEqual([]);
    expect(stream.poll()).toMatchObject([{ kind: "send", message: { resources: [{ name: "a" }] } }]);
    expect(stream.poll()).toMatchObject([{ kind: "send", message: { resources: [{ name: "b" }] } }]);
    expect(stream.poll()).toEqual([]);
  });

  it("sends the newest of what changed while the transport was full", () => {
    const stream = new TestStream();
    stream.ask("cluster");
    stream.ack(stream.sent());
    for (const version of ["v1", "v2", "v3"]) stream.set(fakeResource("cluster", "a", { version }));
    expect(stream.sent().map(({ resources }) => resources.map(({ version }) => version))).toEqual([["v3"]]);
  });

  it("sends nothing for what changed and changed back", () => {
    const stream = new TestStream();
    stream.set(fakeResource("cluster", "a"));
    stream.ask("cluster");
    stream.ack(stream.sent());
    stream.set(fakeResource("cluster", "a", { version: "v2" }), fakeResource("cluster", "b"));
    stream.change([
      ["cluster", "a", fakeResource("cluster", "a")],
      ["cluster", "b", undefined],
    ]);
    expect(stream.sent()).toEqual([]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("puts many into responses of bounded size, and few into one each", () => {
    const stream = new TestStream();
    const many = Array.from({ length: 25 }, (_, index) => fakeResource("endpoint", `e${index}`, { bytes: new Uint8Array(100_000) }));
    stream.set(...many);
    stream.ask("endpoint", { subscribe: many.map(({ name }) => name) });
    expect(stream.sent().map(({ resources }) => resources.length)).toEqual([10, 10, 5]);
  });

  it("puts many that change into responses of bounded size, and what does not exist into others", () => {
    const stream = new TestStream();
    const half = (name: string, more = 0): Resource => {
      const empty = fakeResource("endpoint", name, { bytes: new Uint8Array(), version: `half ${more}` });
      return { ...empty, bytes: new Uint8Array((1 << 19) - sizeOf(empty) + more) };
    };
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    stream.set(...names.map((name) => fakeResource("endpoint", name)));
    stream.ask("endpoint", { subscribe: [...names, "ghost"] });
    stream.taken();
    stream.set(...names.map((name) => half(name, name === "e" ? 1 : 0)));
    stream.ask("endpoint", { subscribe: [...names, "ghost"] });
    // What is left then is few, and goes alone.
    const alone = names.slice(5).map((name) => `endpoint ${name}`);
    expect(stream.taken()).toEqual(["endpoint a b", "endpoint c d", "endpoint e", ...alone, "endpoint -ghost"]);
    stream.ask("route", { subscribe: ["ghost", "r", ...Array.from({ length: 1000 }, (_, index) => `ghost${index}`)] });
    stream.set(fakeRoute("r", []));
    expect(stream.sent().map(({ resources, removed }) => [resources.length, removed.length])).toEqual([
      [0, 1000],
      [1, 0],
      [0, 1],
    ]);
  });

  it("stops at a number of responses without an answer, and goes on with the answers", () => {
    const stream = new TestStream();
    const secrets = Array.from({ length: 300 }, (_, index) => fakeResource("secret", `s${index}`));
    stream.set(...secrets);
    stream.ask("secret", { subscribe: secrets.map(({ name }) => name) });
    const first = stream.sent();
    expect(first).toHaveLength(256);
    expect(describeStream(stream.state)).toMatchObject([{ type: "secret", subscribed: 300, sent: 256, acked: 0 }]);
    stream.ack(first);
    const rest = stream.sent();
    expect(rest).toHaveLength(44);
    stream.ack(rest);
    expect(describeStream(stream.state)).toEqual([{ type: "secret", subscribed: 300, sent: 300, acked: 300, refused: [], doubted: [] }]);
  });

  it("says which clusters a route went without after five seconds, and when to look again", () => {
    const stream = new TestStream();
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    stream.set(fakeRoute("r", []), fakeResource("listener", "l", { references: { route: ["r"] } }));
    stream.ask("route", { subscribe: ["r"] });
    stream.ack(stream.sent());
    stream.at = 1000;
    stream.set(fakeResource("cluster", "slow", { warming: "slow" }), fakeRoute("r", ["slow"], "v2"));
    expect(stream.sent().map(({ type }) => type)).toEqual(["cluster"]);
    expect(nextWake(stream.state)).toBe(6000);
    expect(isSettled(stream.state)).toBe(false);
    stream.at = 6000;
    expect(stream.poll()).toMatchObject([
      { kind: "overdue", type: "route", name: "r", clusters: ["slow"] },
      { kind: "send", message: { type: "route" } },
    ]);
    expect(nextWake(stream.state)).toBeUndefined();
  });

  it("does not make a route wait for a slow cluster that it used before, or that is refused", () => {
    const stream = new TestStream();
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    stream.set(fakeResource("cluster", "slow", { warming: "slow" }), fakeRoute("r", ["slow"]));
    stream.ask("route", { subscribe: ["r"] });
    const [, first] = [stream.ack(stream.sent()), stream.sent()];
    stream.ack(first);
    stream.set(fakeResource("cluster", "slow", { warming: "slow", version: "v2" }), fakeRoute("r", ["slow"], "v2"));
    expect(stream.sent().map(({ type }) => type)).toEqual(["cluster", "route"]);
    stream.set(fakeResource("cluster", "bad", { warming: "slow" }));
    const [bad] = stream.sent();
    expect(stream.ask("cluster", { nonce: bad?.nonce ?? "", error: "no" }).map(({ kind }) => kind)).toEqual(["nacked", "refused"]);
    stream.set(fakeRoute("r", ["slow", "bad"], "v3"));
    expect(stream.sent().map(({ type }) => type)).toEqual(["route"]);
  });

  it("takes the first EDS cluster of a client for slow: its endpoints cannot be pushed", () => {
    const stream = new TestStream();
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    stream.set(fakeRoute("r", []));
    stream.ask("route", { subscribe: ["r"] });
    stream.ack(stream.sent());
    stream.set(edsCluster("a"), fakeResource("endpoint", "a"), fakeRoute("r", ["a"], "v2"));
    expect(stream.sent().map(({ type }) => type)).toEqual(["cluster"]);
    stream.ask("endpoint", { subscribe: ["a"] });
    expect(stream.sent().map(({ type }) => type)).toEqual(["endpoint", "route"]);
  });

  it("removes a listener only when its successor, which waits for a slow cluster, has gone out", () => {
    const stream = new TestStream();
    for (const type of ["cluster", "listener"] as const) stream.ask(type);
    stream.set(fakeResource("listener", "old"));
    stream.ack(stream.sent());
    const successor = fakeResource("listener", "new", { references: { cluster: ["slow"] } });
    stream.change([
      ["cluster", "slow", fakeResource("cluster", "slow", { warming: "slow" })],
      ["listener", "new", successor],
      ["listener", "old", undefined],
    ]);
    const cluster = stream.sent();
    expect(cluster.map(({ type }) => type)).toEqual(["cluster"]);
    stream.ack(cluster);
    expect(stream.sent().map(({ resources, removed }) => [...resources.map(({ name }) => name), ...removed])).toEqual([["new"], ["old"]]);
  });

  it("describes what is refused, once, with the client's words", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", []));
    stream.ask("route", { subscribe: ["r", "ghost"] });
    for (const message of stream.sent()) stream.ask("route", { nonce: message.nonce, ...(message.removed.length === 0 && { error: "no" }) });
    expect(describeStream(stream.state)).toEqual([
      { type: "route", subscribed: 2, sent: 1, acked: 0, refused: [{ type: "route", name: "r", version: "v1", detail: "no" }], doubted: [] },
    ]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("answers the repeated subscription of a refused name by the last good version, never by what is refused", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", []));
    stream.ask("route", { subscribe: ["r"] });
    stream.ack(stream.sent());
    stream.set(fakeRoute("r", [], "bad"));
    const [bad] = stream.sent();
    stream.ask("route", { nonce: bad?.nonce ?? "", error: "no", subscribe: ["r"] });
    const again = stream.sent();
    expect(again.map(({ resources }) => resources.map(({ version }) => version))).toEqual([["v1"]]);
    stream.ack(again);
    expect(describeStream(stream.state)[0]?.refused.map(({ version }) => version)).toEqual(["bad"]);
    expect(stream.sent()).toEqual([]);
  });

  it("keeps what a client that came back holds of a refused name, although nobody here knows its content", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", [], "bad"));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["r"], initialVersions: new Map([["r", "good"]]) });
    const [, route] = stream.sent();
    stream.ask("route", { nonce: route?.nonce ?? "", error: "no", subscribe: ["r"] });
    expect([stream.sent(), isSettled(stream.state)]).toEqual([[], true]);
  });

  it("begins nonces with the stream's id", () => {
    const stream = new TestStream();
    stream.ask("cluster");
    expect(stream.sent().map(({ nonce }) => nonce)).toEqual(["s-1"]);
  });
});
