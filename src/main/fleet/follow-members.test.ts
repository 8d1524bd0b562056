import { expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { followMembers, type MemberSource } from "./follow-members.ts";

type Node = ReturnType<MemberSource["list"]>[number];

function start() {
  const clock = new FakeClock();
  const nodes: Node[] = [];
  const told: Record<string, readonly string[]>[] = [];
  const followed = { looks: 0, change: () => undefined as unknown };
  const stop = followMembers({
    nodes: {
      list: () => {
        followed.looks += 1;
        return nodes;
      },
      onChange: (listener) => {
        followed.change = listener;
        return () => undefined;
      },
    },
    clock,
    onMembers: (members) => told.push(Object.fromEntries(members)),
  });
  const set = (id: string, state: Node["state"], group = "edge"): void => {
    const at = nodes.findIndex(({ node }) => node.id === id);
    if (at >= 0) nodes.splice(at, 1);
    const since = new Date(clock.now()).toISOString();
    nodes.push({ node: { id, cluster: "", metadata: {}, region: "", zone: "", subZone: "", userAgent: "", version: "" }, state, group, since });
    followed.change();
  };
  return { clock, set, told, followed, stop };
}

it("says nothing before proxies had time to come back", () => {
  const { clock, set, told } = start();
  set("b", "connected");
  clock.advance(4900);
  set("a", "connected");
  expect(told).toEqual([]);
  clock.advance(100);
  expect(told).toEqual([{ edge: ["a", "b"] }]);
});

it("counts one that has gone for a minute, and one that was turned away not at all", () => {
  const { clock, set, told } = start();
  set("a", "connected");
  set("b", "connected", "west");
  set("c", "denied");
  clock.advance(5000);
  expect(told.at(-1)).toEqual({ edge: ["a"], west: ["b"] });
  set("b", "unreachable", "west");
  clock.advance(59_000);
  expect(told.at(-1)).toEqual({ edge: ["a"], west: ["b"] });
});

it("looks again when a minute is over, though nothing else happens", () => {
  const { clock, set, followed } = start();
  clock.advance(5000);
  set("a", "unreachable");
  clock.advance(1000);
  const { looks } = followed;
  clock.advance(58_999);
  expect(followed.looks).toBe(looks);
  clock.advance(1);
  expect(followed.looks).toBe(looks + 1);
});

it("looks once a second, however much happens, and not any more when it has ended", () => {
  const { clock, set, followed, stop } = start();
  clock.advance(5000);
  const { looks } = followed;
  for (let change = 0; change < 100; change += 1) set("a", "connected");
  clock.advance(1000);
  expect(followed.looks).toBe(looks + 1);
  set("a", "connected");
  stop();
  clock.advance(100_000);
  expect(followed.looks).toBe(looks + 1);
});
