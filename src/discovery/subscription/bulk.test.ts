import { describe, expect, it, vi } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import { ResourceMap } from "../../snapshot/resource-map.ts";
import type { Message } from "./action.ts";
import { describeStream, isSettled, type TypeStatus } from "./describe.ts";
import { exceptionsOf, ledgerEntry } from "./ledger.ts";
import { sizeOf } from "./response-limits.ts";
import { createState } from "./state.ts";

const nameAt = (index: number): string => `c${String(index).padStart(4, "0")}`;
const clusters = (count: number): readonly Resource[] => Array.from({ length: count }, (_, index) => fakeResource("cluster", nameAt(index)));
const sizesOf = (messages: readonly Message[]): readonly number[] => messages.map(({ resources }) => resources.length);
const statusOf = (stream: TestStream): TypeStatus | undefined => describeStream(stream.state)[0];
const roomOf = (stream: TestStream, type: ResourceType): number | undefined => stream.state.types.get(type)?.items.size;

/** One response. */
function pollOnce(stream: TestStream): readonly Message[] {
  return stream.poll().flatMap((action) => (action.kind === "send" ? [action.message] : []));
}

/** Another client of the same view. */
function twin({ state }: TestStream): TestStream {
  const stream = new TestStream(state.variant);
  stream.state = createState({ variant: state.variant, scope: state.scope, id: "t-", snapshot: state.view });
  return stream;
}

/** A client that asks for everything, and has been sent it. */
function sentAll(count: number): { readonly stream: TestStream; readonly messages: readonly Message[] } {
  const stream = new TestStream();
  stream.set(...clusters(count));
  stream.ask("cluster");
  return { stream, messages: stream.sent() };
}

describe("many resources that a client has just asked for", () => {
  it("are the same for everybody who asks for the same, and put together once", () => {
    const names = clusters(20).map(({ name }) => name);
    for (const subscribe of [["*"], names]) {
      const stream = new TestStream();
      stream.set(...clusters(20));
      const other = twin(stream);
      for (const each of [stream, other]) each.ask("cluster", { subscribe });
      const [[one], [same]] = [stream.sent(), other.sent()];
      expect(one?.resources).toHaveLength(20);
      expect(same?.resources).toBe(one?.resources);
    }
  });

  it("take no room for each: clusters, their endpoints, and hosts", () => {
    const stream = new TestStream();
    const names = clusters(20).map(({ name }) => name);
    const table = { ...fakeResource("route", "t"), hosts: "pushed" } as const;
    stream.set(
      { ...fakeResource("route", "t", { version: "whole" }), split: () => table },
      ...names.flatMap((name) => [
        fakeResource("cluster", name, { warming: "endpoints", references: { endpoint: [name] } }),
        fakeResource("endpoint", name),
        fakeResource("virtual-host", `t/${name}`),
      ]),
    );
    stream.ask("cluster");
    stream.ask("endpoint", { subscribe: names });
    stream.ask("route", { subscribe: ["t"] });
    stream.ask("virtual-host");
    expect(sizesOf(stream.sent())).toEqual([20, 20, 1, 20]);
    expect((["cluster", "endpoint", "virtual-host"] as const).map((type) => roomOf(stream, type))).toEqual([0, 0, 0]);
  });

  it("go without those that the client has let go meanwhile", () => {
    const stream = new TestStream();
    stream.set(...clusters(3));
    stream.ask("cluster", { subscribe: [nameAt(0)] });
    stream.taken();
    stream.ask("cluster", { subscribe: [nameAt(1), nameAt(2)] });
    stream.ask("cluster", { unsubscribe: [nameAt(1)] });
    expect(stream.taken()).toEqual([`cluster ${nameAt(2)}`]);
  });

  it("go without everything that was not asked for by name, when the client does not want everything any more", () => {
    const stream = new TestStream();
    stream.set(...clusters(3));
    stream.ask("cluster");
    stream.ask("cluster", { subscribe: clusters(3).map(({ name }) => name) });
    stream.ask("cluster", { unsubscribe: ["*"] });
    stream.ask("cluster", { unsubscribe: [nameAt(0)] });
    expect(stream.taken()).toEqual([`cluster ${nameAt(1)}`, `cluster ${nameAt(2)}`]);
    const other = new TestStream();
    other.set(...clusters(3));
    other.ask("cluster");
    other.ask("cluster", { unsubscribe: ["*"] });
    expect(other.taken()).toEqual(["cluster"]);
  });

  it("go without those that are gone meanwhile, and who asked for everything is not told of them", () => {
    const stream = new TestStream();
    stream.set(...clusters(20));
    stream.ask("cluster");
    stream.change([["cluster", nameAt(3), undefined]]);
    const messages = stream.sent();
    expect(messages.map(({ resources, removed }) => [resources.length, removed])).toEqual([[19, []]]);
    stream.ack(messages);
    expect([roomOf(stream, "cluster"), isSettled(stream.state)]).toEqual([0, true]);
  });

  it("are told of those that do not exist behind those that do, and no response is empty", () => {
    const stream = new TestStream();
    stream.set(fakeResource("endpoint", "a"));
    stream.ask("endpoint", { subscribe: ["a", "ghost"] });
    expect(stream.taken()).toEqual(["endpoint a", "endpoint -ghost"]);
    const other = new TestStream();
    other.ask("endpoint", { subscribe: ["ghost"] });
    expect(other.taken()).toEqual(["endpoint -ghost"]);
  });

  it.each([
    ["by everybody", []],
    ["by one alone", ["0ghost"]],
  ])("fill responses up to a mebibyte and no further, as they are asked for %s", (_, others) => {
    const half = (name: string, more = 0): Resource => {
      const empty = fakeResource("endpoint", name, { bytes: new Uint8Array() });
      return { ...empty, bytes: new Uint8Array((1 << 19) - sizeOf(empty) + more) };
    };
    const large = fakeResource("endpoint", "a", { bytes: new Uint8Array(1 << 21) });
    const stream = new TestStream();
    stream.set(large, half("b"), half("c"), half("d", 1), half("e"), ...["f", "g", "h", "i"].map((name) => fakeResource("endpoint", name)));
    stream.ask("endpoint", { subscribe: ["a", "b", "c", "d", "e", "f", "g", "h", "i", ...others] });
    const lines = stream.lines();
    expect(lines).toEqual(["endpoint a", "endpoint b c", "endpoint d", "endpoint e f g h i", ...others.map((name) => `endpoint -${name}`)]);
  });

  it("have their aliases, where they are hosts that are asked for by name", () => {
    const stream = new TestStream();
    stream.set(fakeResource("virtual-host", "t/a"));
    stream.ask("virtual-host", { subscribe: ["t/a"] });
    expect(stream.sent().flatMap(({ resources }) => resources.map(({ aliases }) => aliases))).toEqual([["t/a"]]);
  });
});

describe("a response with many that is not answered yet", () => {
  it("is what the ledger says: due before it goes, on its way then, and acknowledged", () => {
    const stream = new TestStream();
    stream.set(...clusters(20));
    stream.ask("cluster");
    const entry = (): unknown => ledgerEntry(stream.state, "cluster", nameAt(3));
    expect(entry()).toMatchObject({ state: "due", sent: undefined, held: undefined });
    const messages = stream.sent();
    expect(entry()).toMatchObject({ state: "sent", sent: "v1", held: undefined });
    stream.ack(messages);
    expect(entry()).toMatchObject({ state: "acked", sent: undefined, held: "v1" });
  });

  it("is taken for what was in it, although some of that has changed since", () => {
    const { stream, messages } = sentAll(20);
    stream.set(fakeResource("cluster", nameAt(3), { version: "v2" }));
    const changed = stream.sent();
    expect(ledgerEntry(stream.state, "cluster", nameAt(3))).toMatchObject({ state: "sent", sent: "v2", held: undefined });
    stream.ack(messages);
    expect(ledgerEntry(stream.state, "cluster", nameAt(3))).toMatchObject({ state: "sent", sent: "v2", held: "v1" });
    stream.ack(changed);
    expect([isSettled(stream.state), roomOf(stream, "cluster")]).toEqual([true, 0]);
  });

  it("makes an exception of each once, and of those that went and were answered none", () => {
    const stream = new TestStream();
    stream.set(...clusters(1500));
    stream.ask("cluster");
    const names = (): readonly string[] => [...exceptionsOf(stream.state)].map(({ name }) => name).sort();
    expect(names()).toHaveLength(1500);
    const first = pollOnce(stream);
    expect(names()).toHaveLength(1500);
    stream.ack(first);
    expect(names()).toHaveLength(500);
    const [second] = stream.sent();
    expect(names()).toEqual(second?.resources.map(({ name }) => name));
    stream.set(fakeResource("cluster", nameAt(1200), { version: "v2" }));
    expect(names()).toEqual(second?.resources.map(({ name }) => name));
  });

  it("makes no exception of what was to go with it, and was gone before, nor of what was let go", () => {
    const stream = new TestStream();
    stream.set(...clusters(3));
    const names = (): readonly string[] => [...exceptionsOf(stream.state)].map(({ name }) => name).sort();
    stream.ask("cluster");
    stream.change([["cluster", nameAt(1), undefined]]);
    expect(names()).toEqual([nameAt(0), nameAt(2)]);
    const named = new TestStream();
    named.set(...clusters(3));
    named.ask("cluster", { subscribe: ["ghost", nameAt(0), nameAt(1)] });
    named.ask("cluster", { unsubscribe: [nameAt(1)] });
    expect([...exceptionsOf(named.state)].map(({ name, state }) => `${name} ${state}`)).toEqual([`${nameAt(0)} due`, "ghost due"]);
  });

  it("is counted as sent and not as taken, of those that the view still has", () => {
    const stream = new TestStream();
    stream.set(...clusters(1500));
    const other = twin(stream);
    for (const each of [stream, other]) {
      each.ask("cluster");
      expect(statusOf(each)).toMatchObject({ subscribed: 1500, sent: 0, acked: 0 });
      const first = pollOnce(each);
      expect(statusOf(each)).toMatchObject({ subscribed: 1500, sent: 1000, acked: 0 });
      each.ack(first);
      expect(statusOf(each)).toMatchObject({ subscribed: 1500, sent: 1000, acked: 1000 });
      const second = each.sent();
      expect(statusOf(each)).toMatchObject({ subscribed: 1500, sent: 1500, acked: 1000 });
      each.ack(second);
      expect(statusOf(each)).toMatchObject({ subscribed: 1500, sent: 1500, acked: 1500 });
    }
    const last = twin(stream);
    last.ask("cluster");
    last.sent();
    expect(statusOf(last)).toMatchObject({ subscribed: 1500, sent: 1500, acked: 0 });
  });

  it("is counted once for all who are sent the same, before it goes and afterwards", () => {
    const stream = new TestStream();
    stream.set(...clusters(900));
    const others = [twin(stream), twin(stream)];
    const gets = vi.spyOn(ResourceMap.prototype, "get");
    const costs = [stream, ...others].map((each) => {
      each.ask("cluster");
      const costOf = (): number => {
        gets.mockClear();
        statusOf(each);
        return gets.mock.calls.length;
      };
      const before = costOf();
      each.sent();
      return [before, costOf()];
    });
    gets.mockRestore();
    expect(costs).toEqual([
      [900, 900],
      [0, 0],
      [0, 0],
    ]);
  });

  it("is counted without what has changed since, and without what the client has let go", () => {
    const { stream } = sentAll(20);
    stream.set(fakeResource("cluster", nameAt(3), { version: "v2" }));
    expect(statusOf(stream)).toMatchObject({ subscribed: 20, sent: 19, acked: 0 });
    const named = new TestStream();
    named.set(...clusters(20));
    named.ask("cluster", { subscribe: clusters(20).map(({ name }) => name) });
    named.sent();
    named.ask("cluster", { unsubscribe: [nameAt(3)] });
    expect(statusOf(named)).toMatchObject({ subscribed: 19, sent: 19, acked: 0 });
  });

  it("is counted without what is gone from the view before it goes", () => {
    const stream = new TestStream();
    stream.set(...clusters(1500));
    stream.ask("cluster");
    stream.change([["cluster", nameAt(1400), undefined]]);
    expect(statusOf(stream)).toMatchObject({ subscribed: 1499, sent: 0, acked: 0 });
    stream.ack(pollOnce(stream));
    expect(statusOf(stream)).toMatchObject({ subscribed: 1499, sent: 1000, acked: 1000 });
  });

  it("is counted by name for who asked by name", () => {
    const stream = new TestStream();
    stream.set(...clusters(3));
    stream.ask("cluster", { subscribe: [nameAt(0), nameAt(1), "ghost"] });
    expect(statusOf(stream)).toMatchObject({ subscribed: 3, sent: 0, acked: 0 });
    const [first] = stream.sent();
    expect(statusOf(stream)).toMatchObject({ subscribed: 3, sent: 2, acked: 0 });
    stream.ack([first].flatMap((message) => message ?? []));
    expect(statusOf(stream)).toMatchObject({ subscribed: 3, sent: 2, acked: 1 });
  });

  it("is refused without those that the client has let go: they are not sent again, and take no room", () => {
    const stream = new TestStream();
    stream.set(...clusters(20));
    stream.ask("cluster", { subscribe: clusters(20).map(({ name }) => name) });
    const [all] = stream.sent();
    stream.ask("cluster", { unsubscribe: [nameAt(3)] });
    stream.nack(all);
    const again = stream.sent();
    expect(again.flatMap(({ resources }) => resources.map(({ name }) => name))).not.toContain(nameAt(3));
    expect([again.length, ledgerEntry(stream.state, "cluster", nameAt(3))]).toEqual([19, undefined]);
  });

  it("is refused with what went unasked behind it, each of which goes again alone", () => {
    const stream = new TestStream();
    const names = clusters(10).map(({ name }) => name);
    stream.ask("cluster");
    stream.ask("endpoint", { subscribe: ["other"] });
    stream.taken();
    stream.set(...names.flatMap((name) => [fakeResource("cluster", name, { references: { endpoint: [name] } }), fakeResource("endpoint", name)]));
    const endpoints = stream.sent().filter(({ type }) => type === "endpoint");
    expect(sizesOf(endpoints)).toEqual([10]);
    stream.nack(endpoints[0]);
    const again = stream.sent();
    expect(sizesOf(again)).toEqual(names.map(() => 1));
    stream.ack(again);
    expect(describeStream(stream.state).flatMap(({ doubted }) => doubted)).toEqual([]);
  });
});

describe("a response with everything, in the state of the world", () => {
  it("is clear about the only resource, although an older one with it is not answered", () => {
    const stream = new TestStream("sotw");
    stream.set(...clusters(1));
    stream.askSotw("cluster");
    stream.sent();
    stream.set(fakeResource("cluster", nameAt(0), { version: "v2" }));
    const [second] = stream.sent();
    expect(stream.askSotw("cluster", { nonce: second?.nonce ?? "", error: "no" }).map(({ kind }) => kind)).toEqual(["nacked", "refused"]);
  });

  it("is taken as it is in the newest, which is the only one that is answered", () => {
    const stream = new TestStream("sotw");
    stream.set(...clusters(3));
    stream.askSotw("cluster");
    stream.sent();
    stream.set(fakeResource("cluster", nameAt(0), { version: "v2" }));
    const [second] = stream.sent();
    stream.askSotw("cluster", { nonce: second?.nonce ?? "", version: second?.version ?? "" });
    expect([isSettled(stream.state), roomOf(stream, "cluster"), stream.sent()]).toEqual([true, 0, []]);
  });

  it("leaves it open what a client that is back has of what it refuses", () => {
    const stream = new TestStream("sotw");
    stream.set(...clusters(3));
    stream.askSotw("cluster", { version: "of an earlier stream" });
    const [all] = stream.sent();
    const refused = stream.askSotw("cluster", { nonce: all?.nonce ?? "", error: `Error adding/updating cluster(s) ${nameAt(1)}: it is bad` });
    expect(refused.at(-1)).toMatchObject({ kind: "refused", refusal: { name: nameAt(1), version: "v1", detail: "it is bad" }, held: "unknown" });
  });
});
