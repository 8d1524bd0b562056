import { describe, expect, it } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Message } from "./action.ts";
import { createState } from "./state.ts";

const listener = (name: string, version: string, clusters: readonly string[] = []): Resource =>
  fakeResource("listener", name, { version, references: { cluster: clusters } });
const versionsOf = (message: Message | undefined): readonly string[] => (message?.resources ?? []).map(({ name, version }) => `${name} ${version}`);

/** A client of the state of the world that has asked for everything of a type. */
function worldOf(...resources: readonly Resource[]): TestStream {
  const stream = new TestStream("sotw");
  stream.set(...resources);
  stream.askSotw("cluster");
  return stream;
}

function take(stream: TestStream): readonly Message[] {
  const messages = stream.sent();
  for (const { type, nonce, version } of messages) stream.askSotw(type, { nonce, version });
  return messages;
}

describe("a whole set", () => {
  it("is the same for all who have everything, from the first on and when something is gone", () => {
    const names = ["a", "b", "c"];
    const stream = worldOf(...names.map((name) => fakeResource("cluster", name)));
    const other = new TestStream("sotw");
    other.state = createState({ variant: "sotw", scope: "ads", id: "t-", snapshot: stream.state.view });
    other.askSotw("cluster");
    const [[one], [same]] = [take(stream), take(other)];
    expect(one?.resources).toHaveLength(3);
    expect(same?.resources).toBe(one?.resources);
    stream.change([
      ["cluster", "b", undefined],
      ["cluster", "c", fakeResource("cluster", "c", { version: "v2" })],
    ]);
    const snapshot = stream.state.view;
    const changes = ["b", "c"].map((name) => ({
      type: "cluster" as const,
      name,
      before: fakeResource("cluster", name),
      after: snapshot.types.cluster.get(name),
    }));
    other.feed({ kind: "view", at: 0, snapshot, changes });
    const [later, alike] = [take(stream), take(other)];
    expect(later.map(versionsOf)).toEqual([
      ["a v1", "b v1", "c v2"],
      ["a v1", "c v2"],
    ]);
    expect(alike.at(-1)?.resources).toBe(later.at(-1)?.resources);
  });

  it("is in one order, whatever the names are asked for in, and tells once which do not exist", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "b"), fakeResource("cluster", "a"));
    stream.askSotw("cluster", { names: ["b", "ghost", "a"] });
    const [first] = stream.sent();
    expect([versionsOf(first), first?.missing, first?.removed]).toEqual([["a v1", "b v1"], ["ghost"], []]);
    stream.askSotw("cluster", { names: ["b", "ghost", "a"], nonce: first?.nonce ?? "", version: first?.version ?? "" });
    stream.set(fakeResource("cluster", "b", { version: "v2" }));
    const [second] = stream.sent();
    expect([versionsOf(second), second?.missing]).toEqual([["a v1", "b v2"], []]);
  });

  it("tells of names beside * which do not exist", () => {
    const stream = new TestStream("sotw");
    stream.set(fakeResource("cluster", "a"));
    stream.askSotw("cluster", { names: ["*", "ghost"] });
    const [first] = stream.sent();
    expect([versionsOf(first), first?.missing]).toEqual([["a v1"], ["ghost"]]);
  });

  it("does not go while everything that is new waits for a cluster, be it the first", () => {
    const stream = worldOf(fakeResource("cluster", "slow", { warming: "slow" }), listener("l", "v1", ["slow"]));
    const [cluster] = stream.sent();
    stream.askSotw("listener");
    expect(stream.sent()).toEqual([]);
    stream.askSotw("cluster", { nonce: cluster?.nonce ?? "", version: cluster?.version ?? "" });
    expect(take(stream).map(versionsOf)).toEqual([["l v1"]]);
    stream.set(fakeResource("cluster", "slower", { warming: "slow" }), listener("l", "v2", ["slow", "slower"]));
    expect(stream.sent().map(({ type }) => type)).toEqual(["cluster"]);
  });

  it("has what waits as it was sent last, although that is not answered", () => {
    const stream = worldOf(listener("l", "v1"), listener("m", "v1"));
    stream.askSotw("listener");
    take(stream);
    stream.set(listener("l", "v2"));
    stream.sent();
    stream.set(fakeResource("cluster", "slow", { warming: "slow" }), listener("l", "v3", ["slow"]), listener("m", "v2"));
    expect(stream.sent().map(versionsOf)).toEqual([["slow v1"], ["l v2", "m v2"]]);
  });
});
