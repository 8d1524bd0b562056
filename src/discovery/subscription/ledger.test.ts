import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import { exceptionsOf, ledgerEntry, ledgerOf, resourceStates } from "./ledger.ts";

function ledger(stream: TestStream): Record<string, string> {
  const entries = [...ledgerOf(stream.state)];
  for (const { state } of entries) expect(resourceStates).toContain(state);
  return Object.fromEntries(entries.map(({ type, name, state }) => [`${type} ${name}`, state]));
}

/** Sends what is due; answers the nonces. */
function nonces(stream: TestStream): readonly string[] {
  return stream.sent().map(({ nonce }) => nonce);
}

/** A client that has asked for clusters, listeners and one route, and has taken everything. */
function settled(): TestStream {
  const stream = new TestStream();
  for (const type of ["cluster", "listener"] as const) stream.ask(type);
  stream.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"), fakeResource("listener", "l"), fakeRoute("r", ["a"]));
  stream.ask("route", { subscribe: ["r"] });
  stream.ack(stream.sent());
  return stream;
}

describe("the ledger of a stream", () => {
  it("has every resource that was asked for, and no exception when all is acknowledged", () => {
    const stream = settled();
    expect(ledger(stream)).toEqual({ "cluster a": "acked", "cluster b": "acked", "listener l": "acked", "route r": "acked" });
    expect([...exceptionsOf(stream.state)]).toEqual([]);
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ wanted: "v1", held: "v1", sent: undefined });
    expect(ledgerEntry(stream.state, "route", "other")).toBeUndefined();
    expect(ledgerEntry(stream.state, "secret", "r")).toBeUndefined();
  });

  it("goes from due to sent to acknowledged, with the last good version at every moment", () => {
    const stream = settled();
    stream.set(fakeRoute("r", ["a"], "v2"));
    expect(ledgerEntry(stream.state, "route", "r")).toEqual({
      type: "route",
      name: "r",
      state: "due",
      wanted: "v2",
      sent: undefined,
      sentIn: undefined,
      held: "v1",
      detail: undefined,
    });
    const sent = stream.sent();
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "sent", wanted: "v2", sent: "v2", sentIn: sent[0]?.nonce, held: "v1" });
    stream.ack(sent);
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "acked", held: "v2" });
  });

  it("takes a cluster without an answer for warming, and a route that waits for it for waiting", () => {
    const stream = settled();
    stream.ask("endpoint", { subscribe: [] });
    stream.set(fakeResource("cluster", "slow", { warming: "slow" }), edsCluster("a", "v2"), fakeResource("endpoint", "a"), fakeRoute("r", ["slow"], "v2"));
    stream.sent();
    expect(ledger(stream)).toMatchObject({ "cluster slow": "warming", "cluster a": "warming", "cluster b": "acked", "route r": "waiting" });
  });

  it("counts the good siblings of a refused cluster as taken, and keeps the last good version of the bad one", () => {
    const stream = settled();
    stream.change(["a", "b", "c"].map((name) => ["cluster", name, fakeResource("cluster", name, { version: "v2" })] as const));
    const [first = "", second = "", third = ""] = nonces(stream);
    stream.ask("cluster", { nonce: first });
    stream.ask("cluster", { nonce: third });
    stream.ask("cluster", { nonce: second, error: "Error adding/updating cluster(s) b: it is bad" });
    expect(ledger(stream)).toMatchObject({ "cluster a": "acked", "cluster b": "refused", "cluster c": "acked" });
    expect(ledgerEntry(stream.state, "cluster", "b")).toMatchObject({ wanted: "v2", held: "v1", detail: "it is bad" });
  });

  it("doubts every resource of a response that is refused as a whole until each has gone alone", () => {
    const stream = settled();
    const many = Array.from({ length: 20 }, (_, index) => `c${index}`);
    stream.change(many.map((name) => ["cluster", name, fakeResource("cluster", name)] as const));
    const [nonce = ""] = nonces(stream);
    stream.ask("cluster", { nonce, error: 'goo.gle/debugproto  \nname: "c3": Proto constraint validation failed' });
    expect(many.map((name) => ledgerEntry(stream.state, "cluster", name)?.state)).toEqual(many.map(() => "doubted"));
    for (const { nonce: alone, resources } of stream.sent()) {
      const isBad = resources.some(({ name }) => name === "c3");
      stream.ask("cluster", { nonce: alone, error: isBad ? "Proto constraint validation failed" : undefined });
    }
    expect(many.filter((name) => ledgerEntry(stream.state, "cluster", name)?.state !== "acked")).toEqual(["c3"]);
    expect(ledgerEntry(stream.state, "cluster", "c3")).toMatchObject({ state: "refused", held: undefined });
  });

  it("knows what is absent, what leaves, and what came with the client", () => {
    const stream = settled();
    stream.ask("route", { subscribe: ["nowhere"] });
    stream.ack(stream.sent());
    stream.change([["cluster", "b", undefined]]);
    expect(ledger(stream)).toMatchObject({ "route nowhere": "absent", "cluster b": "leaving" });
    const back = new TestStream();
    back.set(fakeResource("listener", "l", { version: "v2" }));
    back.ask("listener", { initialVersions: new Map([["l", "v1"]]) });
    expect(ledgerEntry(back.state, "listener", "l")).toMatchObject({ state: "due", wanted: "v2", held: "v1" });
  });

  it("takes a removal for leaving until it is answered, and a cluster that warms nothing for sent", () => {
    const stream = settled();
    stream.change([["cluster", "b", undefined]]);
    const removal = stream.sent();
    expect([...exceptionsOf(stream.state)]).toMatchObject([{ name: "b", state: "leaving", wanted: undefined, held: "v1", sent: undefined }]);
    stream.ack(removal);
    stream.set(fakeResource("cluster", "b", { version: "v2" }));
    stream.sent();
    expect(ledger(stream)).toMatchObject({ "cluster b": "sent" });
  });

  it("has what is asked for with an old nonce as due, or as absent", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeRoute("a", []), fakeRoute("b", []));
    stream.askSotw("route", { names: ["a"] });
    const [first] = stream.sent();
    stream.askSotw("route", { names: ["a"], nonce: first?.nonce ?? "", version: "v1" });
    stream.set(fakeRoute("a", [], "v2"));
    stream.sent();
    stream.askSotw("route", { names: ["a", "b", "ghost"], nonce: first?.nonce ?? "" });
    expect([stream.sent(), ledger(stream)]).toEqual([[], { "route a": "sent", "route b": "due", "route ghost": "absent" }]);
  });

  it("does not know what a client that is back in the state of the world has", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeRoute("a", []), fakeRoute("b", []));
    stream.askSotw("route", { names: ["a", "b"], version: "v0" });
    expect(ledgerEntry(stream.state, "route", "a")?.held).toBe("unknown");
  });

  it("tells with a refusal what the client has instead", () => {
    const stream = settled();
    const refuse = (type: ResourceType, name: string, version: string): unknown => {
      stream.set(fakeResource(type, name, { version }));
      const [nonce = ""] = nonces(stream);
      return stream.ask(type, { nonce, error: "no" }).at(-1);
    };
    expect(refuse("route", "r", "v2")).toMatchObject({ kind: "refused", refusal: { name: "r", version: "v2" }, held: { version: "v1" } });
    expect(refuse("route", "r", "v3")).toMatchObject({ kind: "refused", refusal: { name: "r", version: "v3" }, held: { version: "v1" } });
    expect(refuse("cluster", "new", "v1")).toMatchObject({ kind: "refused", refusal: { name: "new" }, held: undefined });
  });
});
