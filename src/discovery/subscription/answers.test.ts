import { describe, expect, it } from "vitest";
import { fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Action, Message } from "./action.ts";
import { describeStream, isSettled } from "./describe.ts";
import { ledgerEntry } from "./ledger.ts";

const cluster = (name: string, version = "v1"): Resource => fakeResource("cluster", name, { version });
const versionsOf = (message: Message | undefined): readonly string[] => (message?.resources ?? []).map(({ name, version }) => `${name} ${version}`);
const kindsOf = (actions: readonly Action[]): readonly string[] => actions.map(({ kind }) => kind);
const badCluster = (name: string): string => `Error adding/updating cluster(s) ${name}: it is bad`;

function answer(stream: TestStream, message: Message | undefined, error?: string): readonly Action[] {
  return stream.askSotw(message?.type ?? "cluster", { nonce: message?.nonce ?? "", version: error === undefined ? (message?.version ?? "") : "", error });
}

/** A client of the state of the world that has taken these clusters. */
function worldOf(...clusters: readonly Resource[]): TestStream {
  const stream = new TestStream("sotw");
  stream.set(...clusters);
  stream.askSotw("cluster");
  for (const message of stream.sent()) answer(stream, message);
  expect(isSettled(stream.state)).toBe(true);
  return stream;
}

/** Sets a cluster, and answers the response that goes for it. */
function next(stream: TestStream, resource: Resource): Message | undefined {
  stream.set(resource);
  return stream.sent()[0];
}

describe("a client of the state of the world that answers the newest response alone, because clusters were warming", () => {
  it("has taken what came before, when it takes that", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    next(stream, cluster("a", "v2"));
    expect(kindsOf(answer(stream, next(stream, cluster("b", "v2"))))).toEqual(["acked"]);
    expect([isSettled(stream.state), stream.sent()]).toEqual([true, []]);
    expect(ledgerEntry(stream.state, "cluster", "a")).toMatchObject({ state: "acked", held: "v2" });
  });

  it("has probably taken what came before, when it refuses the newest by name", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    next(stream, cluster("a", "v2"));
    const refused = answer(stream, next(stream, cluster("a", "v3")), badCluster("a"));
    expect(refused.at(-1)).toMatchObject({ kind: "refused", refusal: { name: "a", version: "v3" }, held: "unknown" });
    expect(versionsOf(next(stream, cluster("b", "v2")))).toEqual(["a v2", "b v2"]);
  });

  it("has probably taken what came before, also where it takes another one beside what it refuses by name", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    next(stream, cluster("a", "v2"));
    stream.set(cluster("a", "v3"), cluster("b", "v2"));
    const [third] = stream.sent();
    expect(answer(stream, third, badCluster("a")).at(-1)).toMatchObject({ kind: "refused", refusal: { name: "a", version: "v3" }, held: "unknown" });
    expect(versionsOf(next(stream, cluster("c")))).toEqual(["a v2", "b v2", "c v1"]);
  });

  it("has not taken before what it refuses by name", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    next(stream, cluster("a", "v2"));
    const third = next(stream, cluster("b", "v2"));
    expect(answer(stream, third, badCluster("a")).at(-1)).toMatchObject({ kind: "refused", refusal: { name: "a", version: "v2" }, held: { version: "v1" } });
  });

  it("keeps that guess when it refuses something else by name", () => {
    const stream = worldOf(cluster("a"), cluster("b"), cluster("c"));
    next(stream, cluster("a", "v2"));
    answer(stream, next(stream, cluster("a", "v3")), badCluster("a"));
    stream.set(cluster("b", "v2"), cluster("c", "v2"));
    answer(stream, stream.sent()[0], badCluster("b"));
    expect(versionsOf(next(stream, cluster("d")))).toEqual(["a v2", "b v1", "c v2", "d v1"]);
  });

  it("may refuse just that guess, when it says no name: what is new is tried again, without the guess", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    next(stream, cluster("a", "v2"));
    answer(stream, next(stream, cluster("a", "v3")), badCluster("a"));
    expect(kindsOf(answer(stream, next(stream, cluster("b", "v2")), "it is bad, and no name is told"))).toEqual(["nacked"]);
    expect(ledgerEntry(stream.state, "cluster", "a")?.held).toBe("unknown");
    const [again] = stream.sent();
    expect(versionsOf(again)).toEqual(["b v2"]);
    expect(kindsOf(answer(stream, again, "it is bad, and no name is told"))).toEqual(["nacked", "refused"]);
  });

  it("has probably taken what came before, when it refuses the newest and says no name", () => {
    const stream = worldOf(cluster("a"), cluster("b"), cluster("c"));
    next(stream, cluster("c", "v2"));
    stream.set(cluster("a", "v2"), cluster("b", "v2"));
    const [third] = stream.sent();
    expect(kindsOf(answer(stream, third, "it is bad, and no name is told"))).toEqual(["nacked"]);
    const tried = stream.sent();
    expect(tried.map(versionsOf)).toEqual([["a v1", "b v1", "c v2"]]);
  });

  it("is not asked once more about what went again before it refused", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    stream.set(cluster("a", "v2"), cluster("b", "v2"));
    const [second] = stream.sent();
    const third = next(stream, cluster("a", "v3"));
    answer(stream, second, "it is bad, and no name is told");
    answer(stream, third);
    expect([stream.sent(), isSettled(stream.state)]).toEqual([[], true]);
  });

  it("is sure of what it answered by itself: the only new one is the bad one", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    answer(stream, next(stream, cluster("a", "v2")), badCluster("a"));
    const refused = answer(stream, next(stream, cluster("b", "v2")), "it is bad, and no name is told");
    expect(refused.at(-1)).toMatchObject({ kind: "refused", refusal: { name: "b", version: "v2" }, held: { version: "v1" } });
  });

  it("has taken each part, when it takes or refuses the newest", () => {
    for (const error of [undefined, "no"]) {
      const stream = new TestStream("sotw");
      stream.set(fakeRoute("a", []), fakeRoute("b", []));
      stream.askSotw("route", { names: ["a", "b"] });
      const [, second] = stream.sent();
      stream.askSotw("route", { names: ["a", "b"], nonce: second?.nonce ?? "", error });
      expect(ledgerEntry(stream.state, "route", "a")).toMatchObject({ state: "acked", held: "v1" });
      expect(ledgerEntry(stream.state, "route", "b")?.state).toBe(error === undefined ? "acked" : "refused");
      expect(stream.sent()).toEqual([]);
    }
  });
});

describe("a set that is refused", () => {
  it("is sent without the bad one at once where the client has taken nothing yet: something from before may have to go", () => {
    const stream = new TestStream("sotw");
    stream.set(cluster("bad"));
    stream.askSotw("cluster", { version: "of an earlier stream" });
    const [first] = stream.sent();
    answer(stream, first, badCluster("bad"));
    expect(stream.sent().map(versionsOf)).toEqual([[]]);
  });

  it("is not sent at once without the bad one where the client has taken the others, or took a set before", () => {
    const partial = new TestStream("sotw");
    partial.set(cluster("bad"), cluster("good"));
    partial.askSotw("cluster");
    answer(partial, partial.sent()[0], badCluster("bad"));
    expect(partial.sent()).toEqual([]);
    const before = worldOf(cluster("good"));
    answer(before, next(before, cluster("bad")), badCluster("bad"));
    expect(before.sent()).toEqual([]);
  });

  it("may be so for the last good version of another one, when that is named", () => {
    const stream = worldOf(cluster("a"), cluster("b"));
    answer(stream, next(stream, cluster("a", "v2")), badCluster("a"));
    const refused = answer(stream, next(stream, cluster("b", "v2")), badCluster("a"));
    expect(refused.at(-1)).toMatchObject({ kind: "refused", refusal: { name: "a", version: "v1" } });
    expect(ledgerEntry(stream.state, "cluster", "b")).toMatchObject({ state: "acked", held: "v2" });
  });

  it("leaves others to go together, once the bad one is known by the text of it", () => {
    const stream = worldOf(cluster("a"), cluster("b"), cluster("c"));
    stream.set(cluster("a", "v2"), cluster("b", "v2"), cluster("c", "v2"));
    const refused = answer(stream, stream.sent()[0], 'goo.gle/debugproto  \nname: "b"\n: Proto constraint validation failed');
    expect(kindsOf(refused)).toEqual(["nacked", "refused"]);
    expect(stream.sent().map(versionsOf)).toEqual([["a v2", "b v1", "c v2"]]);
  });
});

describe("a part that is refused", () => {
  /** A client of delta that has taken a route. */
  function withRoute(): TestStream {
    const stream = new TestStream();
    stream.set(fakeRoute("r", []));
    stream.ask("route", { subscribe: ["r"] });
    stream.taken();
    return stream;
  }

  it("is so once, however often it went", () => {
    const stream = withRoute();
    stream.set(fakeRoute("r", [], "v2"));
    const [first] = stream.sent();
    stream.ask("route", { subscribe: ["r"] });
    const [second] = stream.sent();
    expect(kindsOf(stream.nack(first))).toEqual(["nacked", "refused"]);
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "refused", sent: undefined });
    expect(kindsOf(stream.nack(second))).toEqual(["nacked"]);
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "refused", held: "v1", sent: undefined });
    expect([isSettled(stream.state), stream.lines()]).toEqual([true, []]);
  });

  it("is taken after all when it went again and was taken then", () => {
    const stream = withRoute();
    stream.set(fakeRoute("r", [], "v2"));
    const [first] = stream.sent();
    stream.ask("route", { subscribe: ["r"] });
    const [second] = stream.sent();
    stream.nack(first);
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "refused", held: "v1" });
    stream.ack([second].flatMap((message) => message ?? []));
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "acked", held: "v2" });
    expect(describeStream(stream.state)[0]?.refused).toEqual([]);
  });

  it("does not stand in the way of what the view has meanwhile", () => {
    const stream = withRoute();
    stream.set(fakeRoute("r", [], "v2"));
    const [bad] = stream.sent();
    stream.set(fakeRoute("r", [], "v3"));
    expect(stream.nack(bad).at(-1)).toMatchObject({ kind: "refused", refusal: { version: "v2" }, held: { version: "v1" } });
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "due", detail: undefined });
    expect(stream.taken()).toEqual(["route r"]);
    expect(ledgerEntry(stream.state, "route", "r")).toMatchObject({ state: "acked", held: "v3" });
  });

  it("is in force no more when it is what the client had", () => {
    const stream = withRoute();
    stream.ask("route", { subscribe: ["r"] });
    expect(stream.nack(stream.sent()[0]).at(-1)).toMatchObject({ kind: "refused", held: undefined });
  });

  it("tells the version that a client had which is back", () => {
    const stream = new TestStream();
    stream.set(fakeRoute("r", [], "v2"));
    stream.ask("cluster");
    stream.ask("route", { subscribe: ["r"], initialVersions: new Map([["r", "v1"]]) });
    const route = stream.sent().at(-1);
    expect(stream.nack(route).at(-1)).toEqual({
      kind: "refused",
      refusal: { type: "route", name: "r", version: "v2", detail: "no" },
      held: "unknown",
      told: "v1",
    });
  });

  it("goes not again where something newer is on its way", () => {
    const stream = new TestStream();
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    stream.set(...names.map((name) => cluster(name)));
    stream.ask("cluster");
    const [all] = stream.sent();
    stream.set(cluster("c3", "v2"));
    const newer = stream.sent();
    stream.nack(all);
    const again = stream.sent().flatMap(versionsOf);
    expect(again).toHaveLength(19);
    expect(again).not.toContain("c3 v2");
    stream.ack(newer);
    expect(ledgerEntry(stream.state, "cluster", "c3")).toMatchObject({ state: "acked", held: "v2" });
  });

  it("does not go again because it was asked for before it was refused", () => {
    const stream = withRoute();
    stream.set(fakeRoute("r", [], "v2"));
    const [bad] = stream.sent();
    stream.ask("route", { subscribe: ["r"] });
    stream.nack(bad);
    expect([stream.lines(), isSettled(stream.state)]).toEqual([[], true]);
  });

  it("leaves it open what is in force where nobody is named: all go again, also when the view is as it was, and without what is gone", () => {
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const stream = new TestStream();
    stream.set(...names.map((name) => cluster(name)));
    stream.ask("cluster");
    stream.taken();
    stream.set(...names.map((name) => cluster(name, "v2")));
    const [all] = stream.sent();
    stream.change([["cluster", "c4", undefined]]);
    stream.nack(all);
    stream.set(...names.filter((name) => name !== "c4").map((name) => cluster(name)));
    const again = stream.sent();
    expect(again.flatMap(versionsOf).toSorted()).toEqual(
      names
        .filter((name) => name !== "c4")
        .map((name) => `${name} v1`)
        .toSorted(),
    );
    expect(again.flatMap(({ removed }) => removed)).toEqual(["c4"]);
  });

  it("may be a name that does not exist: nobody is held guilty of that", () => {
    const stream = new TestStream();
    stream.ask("route", { subscribe: ["ghost"] });
    expect(kindsOf(stream.nack(stream.sent()[0]))).toEqual(["nacked"]);
    expect(describeStream(stream.state)).toMatchObject([{ refused: [], doubted: [] }]);
  });

  it("is not what an answer with a strange nonce is about", () => {
    const stream = withRoute();
    stream.set(fakeRoute("r", [], "v2"));
    stream.sent();
    expect(stream.ask("route", { nonce: "strange", error: "no" })).toEqual([]);
    expect(ledgerEntry(stream.state, "route", "r")?.state).toBe("sent");
  });

  it("is not settled while it went twice and was answered once", () => {
    const stream = withRoute();
    stream.ask("route", { subscribe: ["r"] });
    const first = stream.sent();
    stream.ask("route", { subscribe: ["r"] });
    const second = stream.sent();
    stream.ack(first);
    expect(isSettled(stream.state)).toBe(false);
    stream.ack(second);
    expect(isSettled(stream.state)).toBe(true);
  });
});
