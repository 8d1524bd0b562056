import { expect, it } from "vitest";
import type { FleetNodeStatus } from "./fleet-node-status.ts";
import { pictureOf } from "./fleet-picture.ts";

const identity = { cluster: "edge", metadata: {}, region: "", zone: "", subZone: "", userAgent: "envoy", version: "1.40.0" };
const facts = { detail: undefined, view: "edge|envoy", peer: "10.0.0.1:1", since: "2026-01-01T00:00:00Z", types: [], replica: "one" };
const refusal = { type: "route", name: "r", version: "v", detail: "no", since: "", after: 0, certain: true } as const;

function node(id: string, more: Partial<FleetNodeStatus> = {}): FleetNodeStatus {
  return { node: { ...identity, id }, state: "connected", group: "edge", agreedRevision: 5, refused: [], ...facts, ...more };
}

it("a picture of the fleet has connected nodes by group, what all of a group have, and who refuses something", () => {
  const nodes = [
    node("a"),
    node("b", { agreedRevision: 4 }),
    node("c", { group: "inner", refused: [refusal] }),
    node("d", { state: "unreachable", agreedRevision: 1, refused: [refusal] }),
    node("e", { state: "denied", group: undefined }),
  ];
  const { groups, refusing } = pictureOf(nodes);
  const text = [...groups].map(([name, { nodes: members, agreedRevision }]) => `${name}: ${members.map((one) => one.node.id).join()} ${agreedRevision}`);
  expect(text).toEqual(["edge: a,b 4", "inner: c 5"]);
  expect(refusing.map((one) => one.node.id)).toEqual(["c"]);
});

it("a list of nodes is looked at once, whoever asks about however many objects", () => {
  let looks = 0;
  const nodes = Array.from({ length: 2000 }, (_, index) => {
    const { state: _state, ...rest } = node(`n${index}`);
    return {
      ...rest,
      get state() {
        looks += 1;
        return "connected" as const;
      },
    };
  });
  for (let asked = 0; asked < 100; asked++) expect(pictureOf(nodes).groups.get("edge")?.agreedRevision).toBe(5);
  expect(looks).toBe(2000);
});
