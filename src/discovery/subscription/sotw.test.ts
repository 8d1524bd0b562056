import { describe, expect, it } from "vitest";
import { edsCluster, fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { isSettled } from "./describe.ts";
import { ledgerEntry } from "./ledger.ts";
import { nextWake } from "./next-wake.ts";

/** Takes everything that goes out, with the names that the client has. */
function take(stream: TestStream, names: readonly string[] = []): readonly Message[] {
  const messages = stream.sent();
  for (const { type, nonce, version } of messages) stream.askSotw(type, { names, nonce, version });
  return messages;
}

const namesOf = (messages: readonly Message[]): readonly (readonly string[])[] => messages.map(({ resources }) => resources.map(({ name }) => name));

describe("state of the world", () => {
  it("has all listeners and clusters in every response, in one order, and nothing of what is gone", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "b"), fakeResource("cluster", "a"));
    stream.askSotw("cluster");
    const [first] = take(stream);
    expect([namesOf([first].flatMap((one) => one ?? [])), first?.removed]).toEqual([[["a", "b"]], []]);
    stream.set(fakeResource("cluster", "a", { version: "v2" }));
    const [second] = take(stream);
    expect(second?.resources.map(({ name, version }) => `${name} ${version}`)).toEqual(["a v2", "b v1"]);
    expect(second?.version).not.toBe(first?.version);
    stream.change([["cluster", "a", undefined]]);
    expect(namesOf(take(stream))).toEqual([["b"]]);
    stream.change([["cluster", "b", undefined]]);
    expect(namesOf(take(stream))).toEqual([[]]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("has a version that is the content's, on whatever stream", () => {
    const versions = [1, 2].map(() => {
      const stream = new TestStream("sotw");
      stream.set(fakeResource("cluster", "a"), fakeResource("endpoint", "a"));
      stream.askSotw("cluster");
      stream.askSotw("endpoint", { names: ["a"] });
      return take(stream, ["a"]).map(({ version }) => version);
    });
    expect(versions[0]).toEqual(versions[1]);
    expect(versions[0]?.[1]).toBe("v1");
  });

  it("has endpoints in parts, and an empty set for those that do not exist", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("endpoint", "a"));
    stream.askSotw("endpoint", { names: ["a", "ghost"] });
    const messages = take(stream, ["a", "ghost"]);
    expect(namesOf(messages).flat().sort()).toEqual(["a", "ghost"]);
    expect(messages.flatMap(({ missing, removed }) => [...missing, ...removed])).toEqual([]);
    stream.set(fakeResource("endpoint", "a", { version: "v2" }));
    expect(namesOf(take(stream, ["a", "ghost"]))).toEqual([["a"]]);
  });

  it("says once that a route does not exist", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"));
    stream.askSotw("route", { names: ["a", "ghost"] });
    const messages = take(stream, ["a", "ghost"]);
    expect(messages.map(({ resources, missing, removed }) => [resources.map(({ name }) => name), missing, removed])).toEqual([
      [["a"], [], []],
      [[], ["ghost"], []],
    ]);
    expect(stream.sent()).toEqual([]);
    stream.set(fakeResource("route", "ghost"));
    expect(namesOf(take(stream, ["a", "ghost"]))).toEqual([["ghost"]]);
  });

  it("sends a name that is new in the list, and nothing for one that is missing in it", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"), fakeResource("route", "b"));
    stream.askSotw("route", { names: ["a"] });
    const [first] = take(stream, ["a"]);
    const nonce = first?.nonce ?? "";
    stream.askSotw("route", { names: ["a", "b"], nonce });
    const [second] = stream.sent();
    expect(second?.resources.map(({ name }) => name)).toEqual(["b"]);
    stream.askSotw("route", { names: ["b"], nonce: second?.nonce ?? "" });
    stream.set(fakeResource("route", "a", { version: "v2" }));
    expect(stream.sent()).toEqual([]);
  });

  it("does not answer a request with an old nonce, and answers its names with the answer to the newest response", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"), fakeResource("route", "b"), fakeResource("route", "c"));
    stream.askSotw("route", { names: ["a"] });
    const [first] = take(stream, ["a"]);
    stream.set(fakeResource("route", "a", { version: "v2" }));
    const [second] = stream.sent();
    stream.askSotw("route", { names: ["a", "b"], nonce: first?.nonce ?? "" });
    expect([stream.sent(), isSettled(stream.state)]).toEqual([[], false]);
    stream.askSotw("route", { names: ["a", "b", "c"], nonce: second?.nonce ?? "", version: "v2" });
    expect(
      namesOf(take(stream, ["a", "b", "c"]))
        .flat()
        .sort(),
    ).toEqual(["b", "c"]);
    expect(isSettled(stream.state)).toBe(true);
  });

  it("takes a list that becomes empty for nothing, where names were given before", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "a"), fakeResource("cluster", "b"));
    stream.askSotw("cluster", { names: ["a"] });
    const [first] = stream.sent();
    expect(first?.resources.map(({ name }) => name)).toEqual(["a"]);
    stream.askSotw("cluster", { names: [], nonce: first?.nonce ?? "", version: first?.version ?? "" });
    stream.set(fakeResource("cluster", "a", { version: "v2" }));
    expect(stream.sent()).toEqual([]);
    stream.askSotw("cluster", { names: ["*"], nonce: first?.nonce ?? "" });
    expect(namesOf(stream.sent())).toEqual([["a", "b"]]);
  });

  it("answers the first request for everything also where there is nothing", () => {
    const stream = new TestStream("sotw");
    stream.askSotw("cluster");
    expect(namesOf(take(stream))).toEqual([[]]);
    expect(stream.sent()).toEqual([]);
  });

  it("answers a request for endpoints that says the same again while a cluster may be warming, and no other", () => {
    const stream = new TestStream("sotw");
    stream.set(edsCluster("a"), edsCluster("b"), fakeResource("endpoint", "a"), fakeResource("endpoint", "b"));
    stream.askSotw("cluster");
    take(stream);
    stream.askSotw("endpoint", { names: ["a", "b"] });
    const last = take(stream, ["a", "b"]).at(-1);
    const again = { names: ["b", "a"], nonce: last?.nonce ?? "", version: last?.version ?? "" };
    stream.askSotw("endpoint", again);
    expect(stream.sent()).toEqual([]);
    stream.set(edsCluster("a", "v2"));
    const [cluster, endpoints] = stream.sent();
    expect(endpoints?.resources.map(({ name }) => name)).toEqual(["a"]);
    stream.askSotw("endpoint", { ...again, nonce: endpoints?.nonce ?? "", version: endpoints?.version ?? "" });
    stream.askSotw("endpoint", { ...again, nonce: endpoints?.nonce ?? "", version: endpoints?.version ?? "" });
    expect(namesOf(take(stream, ["a", "b"]))).toEqual([["a"]]);
    stream.askSotw("cluster", { nonce: cluster?.nonce ?? "", version: cluster?.version ?? "" });
    expect(isSettled(stream.state)).toBe(true);
  });

  it("answers at once a request that answers nothing, be it with a nonce of another stream", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"), fakeResource("route", "b"), fakeResource("endpoint", "a"));
    stream.askSotw("route", { names: ["a"], nonce: "of another stream" });
    expect(namesOf(take(stream, ["a"]))).toEqual([["a"]]);
    stream.askSotw("route", { names: ["a", "b"] });
    expect(namesOf(take(stream, ["a", "b"]))).toEqual([["b"]]);
    stream.askSotw("endpoint", { names: ["a"] });
    take(stream, ["a"]);
    stream.askSotw("endpoint", { names: ["a"] });
    expect(stream.sent()).toEqual([]);
  });

  it("answers no other type that says the same again, and nobody who refuses the same again", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"), fakeResource("endpoint", "a"));
    for (const type of ["route", "endpoint"] as const) stream.askSotw(type, { names: ["a"] });
    const messages = stream.sent();
    for (const { type, nonce } of messages) stream.askSotw(type, { names: ["a"], nonce, error: type === "endpoint" ? "no" : undefined });
    for (const { type, nonce } of messages) stream.askSotw(type, { names: ["a"], nonce, error: type === "endpoint" ? "no" : undefined });
    expect(stream.sent()).toEqual([]);
  });

  it("answers a request for endpoints that says something else by what is new in it", () => {
    const stream = new TestStream("sotw");
    stream.set(...["a", "b", "c", "d"].map((name) => fakeResource("endpoint", name)));
    stream.askSotw("endpoint", { names: ["a", "b"] });
    const last = take(stream, ["a", "b"]).at(-1);
    stream.askSotw("endpoint", { names: ["a", "b", "c"], nonce: last?.nonce ?? "" });
    const third = take(stream, ["a", "b", "c"]);
    expect(namesOf(third)).toEqual([["c"]]);
    stream.askSotw("endpoint", { names: ["a", "c"], nonce: third[0]?.nonce ?? "" });
    expect(stream.sent()).toEqual([]);
    stream.askSotw("endpoint", { names: ["*", "a", "c"], nonce: third[0]?.nonce ?? "" });
    expect(namesOf(stream.sent()).flat().sort()).toEqual(["b", "d"]);
  });

  it("knows what a client has that asks for its endpoints once more", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("endpoint", "a"));
    stream.askSotw("endpoint", { names: ["a"] });
    const [first] = take(stream, ["a"]);
    stream.askSotw("endpoint", { names: ["a"], nonce: first?.nonce ?? "", version: "v1" });
    expect(ledgerEntry(stream.state, "endpoint", "a")).toMatchObject({ state: "due", held: "v1" });
  });

  it("ends with everything when a list of names takes its place, and begins it beside them", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"), fakeResource("route", "b"));
    stream.askSotw("route", { names: ["a"] });
    const [first] = take(stream, ["a"]);
    stream.askSotw("route", { names: ["*", "a"], nonce: first?.nonce ?? "" });
    const [second] = take(stream, ["*", "a"]);
    expect(second?.resources.map(({ name }) => name)).toEqual(["b"]);
    stream.askSotw("route", { names: ["a"], nonce: second?.nonce ?? "" });
    stream.set(fakeResource("route", "a", { version: "v2" }), fakeResource("route", "b", { version: "v2" }));
    expect(namesOf(stream.sent())).toEqual([["a"]]);
  });

  it("knows that a new client has no routes, and that any may have a part of a set", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "a"), fakeResource("route", "b"), fakeResource("listener", "l"));
    const held = (type: ResourceType, name: string): string | undefined => ledgerEntry(stream.state, type, name)?.held;
    stream.askSotw("route", { names: ["a"] });
    stream.askSotw("listener", { names: ["l"] });
    expect([held("route", "a"), held("listener", "l")]).toEqual([undefined, "unknown"]);
    const first = stream.sent().find(({ type }) => type === "route");
    stream.askSotw("route", { names: ["a"], nonce: first?.nonce ?? "", version: "v1" });
    stream.set(fakeResource("route", "a", { version: "v2" }));
    stream.askSotw("route", { names: ["a", "b"], nonce: first?.nonce ?? "", version: "v1" });
    expect([held("route", "a"), held("route", "b")]).toEqual(["v1", undefined]);
  });

  it("does not know what a client that is back has, until it takes a response", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "a"), fakeResource("listener", "l"), fakeResource("secret", "s"));
    stream.askSotw("listener", { version: "of an earlier stream" });
    stream.askSotw("secret", { names: ["s"], version: "of an earlier stream" });
    expect([nextWake(stream.state), stream.lines()]).toEqual([2000, ["secret s"]]);
    expect(ledgerEntry(stream.state, "secret", "s")?.held).toBe("unknown");
    stream.askSotw("cluster", { version: "of an earlier stream" });
    expect(stream.lines()).toEqual(["cluster a", "listener l"]);
  });

  it("names the bad one of a set, sends the set without it, and with it when it is mended", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "good"), fakeResource("cluster", "bad"));
    stream.askSotw("cluster");
    const [first] = stream.sent();
    const actions = stream.askSotw("cluster", { nonce: first?.nonce ?? "", error: "Error adding/updating cluster(s) bad: it is bad" });
    expect(actions.map(({ kind }) => kind)).toEqual(["nacked", "refused"]);
    expect(stream.sent()).toEqual([]);
    stream.set(fakeResource("cluster", "other"));
    expect(namesOf(take(stream))).toEqual([["good", "other"]]);
    stream.set(fakeResource("cluster", "bad", { version: "v2" }));
    expect(namesOf(take(stream))).toEqual([["bad", "good", "other"]]);
    expect(isSettled(stream.state)).toBe(true);
  });
});

describe("state of the world: what a client that comes back is said to have", () => {
  const held = (stream: TestStream, type: ResourceType, name: string): string | undefined => ledgerEntry(stream.state, type, name)?.held;

  it("is unknown for whatever it asks for, until it has taken it here", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("secret", "s"), fakeResource("endpoint", "e"), fakeResource("route", "r"), fakeResource("cluster", "c"));
    for (const [type, name] of [
      ["secret", "s"],
      ["endpoint", "e"],
      ["route", "r"],
    ] as const)
      stream.askSotw(type, { names: [name], version: "v0" });
    stream.askSotw("cluster", { version: "set" });
    expect([held(stream, "secret", "s"), held(stream, "endpoint", "e"), held(stream, "route", "r"), held(stream, "cluster", "c")]).toEqual(
      Array.from({ length: 4 }, () => "unknown"),
    );
    const secret = stream.sent().find(({ type }) => type === "secret");
    const refusal = stream.askSotw("secret", { names: ["s"], version: "v0", nonce: secret?.nonce ?? "", error: "no" }).at(-1);
    expect(refusal).toMatchObject({ kind: "refused", held: "unknown" });
  });

  it("is unknown for what is new in the view, too, before it has taken a set", () => {
    const stream = new TestStream("sotw");
    stream.askSotw("listener", { version: "set" });
    stream.set(fakeResource("listener", "l"));
    expect(held(stream, "listener", "l")).toBe("unknown");
  });

  it("is unknown of the only one that it asks for, too: the version may be that of another name, and is a hint for who looks back", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("route", "r"));
    stream.askSotw("route", { names: ["r"], version: "of another" });
    expect(held(stream, "route", "r")).toBe("unknown");
    stream.at = 5000;
    const nonce = stream.sent().find(({ type }) => type === "route")?.nonce ?? "";
    const actions = stream.askSotw("route", { names: ["r"], version: "of another", nonce, error: "no" });
    expect(actions.at(-1)).toMatchObject({ kind: "refused", held: "unknown", told: "of another" });
  });
});

describe("state of the world: what a client that answers late is said to have", () => {
  it("is unknown where an answer was left out, and what it took before where what it may have taken is refused", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "c"), fakeResource("cluster", "other"));
    stream.askSotw("cluster");
    take(stream);
    stream.set(fakeResource("cluster", "c", { version: "bad" }));
    stream.sent();
    stream.set(fakeResource("cluster", "d"));
    const [second] = stream.sent();
    stream.askSotw("cluster", { nonce: second?.nonce ?? "", error: 'goo.gle/debugproto  \nname: "d"\n: Proto constraint validation failed' });
    expect(ledgerEntry(stream.state, "cluster", "c")?.held).toBe("unknown");
    stream.set(fakeResource("cluster", "e"));
    const [third] = stream.sent();
    stream.askSotw("cluster", { nonce: third?.nonce ?? "", error: "Error adding/updating cluster(s) c: it is bad" });
    expect(ledgerEntry(stream.state, "cluster", "c")).toMatchObject({ state: "refused", held: "v1" });
  });
});
