import { describe, expect, it } from "vitest";
import type { NodeMatcher, ValueMatcher } from "../../gen/envoy/type/matcher/v3.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import { matchNodes } from "./match-nodes.ts";

const node: NodeIdentity = {
  id: "edge-1",
  cluster: "edge",
  metadata: { tier: "gold", size: 3, spare: false, nothing: null, zones: ["a", "b"], place: { rack: "R7" } },
  region: "",
  zone: "",
  subZone: "",
  userAgent: "envoy",
  version: "1.40.0",
};

function fits(...matchers: readonly NodeMatcher[]): boolean {
  return matchNodes(matchers)(node);
}

function fitsMetadata(path: readonly string[], value: ValueMatcher): boolean {
  return fits({ node_metadatas: [{ path: path.map((key) => ({ key })), value }] });
}

describe("node matchers", () => {
  it("ask for all nodes where there is none, for one that any of them fits otherwise", () => {
    expect(fits()).toBe(true);
    expect(fits({ node_id: { exact: "edge-2" } }, { node_id: { exact: "edge-1" } })).toBe(true);
    expect(fits({ node_id: { exact: "edge-2" } })).toBe(false);
  });

  it.each([
    [{ exact: "edge-1" }, { exact: "EDGE-1" }],
    [{ prefix: "EDGE", ignore_case: true }, { prefix: "EDGE" }],
    [{ suffix: "-1" }, { suffix: "-2" }],
    [{ contains: "ge" }, { contains: "eg" }],
    [{ safe_regex: { regex: "edge-[0-9]+" } }, { safe_regex: { regex: "edge" } }],
  ])("compare ids: %j, not %j", (right, wrong) => {
    expect([fits({ node_id: right }), fits({ node_id: wrong })]).toEqual([true, false]);
  });

  it.each<readonly [path: readonly string[], right: ValueMatcher, wrong: ValueMatcher]>([
    [["tier"], { string_match: { exact: "gold" } }, { string_match: { exact: "silver" } }],
    [["size"], { double_match: { exact: 3 } }, { double_match: { exact: 4 } }],
    [["size"], { double_match: { range: { start: 3, end: 4 } } }, { double_match: { range: { start: 1, end: 3 } } }],
    [["spare"], { bool_match: false }, { bool_match: true }],
    [["nothing"], { null_match: {} }, { string_match: { exact: "" } }],
    [["tier"], { present_match: true }, { present_match: false }],
    [["tier", "gold"], { present_match: false }, { present_match: true }],
    [["zones"], { list_match: { one_of: { string_match: { exact: "b" } } } }, { list_match: { one_of: { string_match: { exact: "c" } } } }],
    [["place", "rack"], { string_match: { prefix: "R" } }, { string_match: { prefix: "S" } }],
    [
      ["size"],
      { or_match: { value_matchers: [{ bool_match: true }, { double_match: { exact: 3 } }] } },
      { or_match: { value_matchers: [{ bool_match: true }] } },
    ],
  ])("compare metadata at %j: %j, not %j", (path, right, wrong) => {
    expect([fitsMetadata(path, right), fitsMetadata(path, wrong)]).toEqual([true, false]);
  });

  it("fit only when id and all metadata do", () => {
    const tier = { path: [{ key: "tier" }], value: { string_match: { exact: "gold" } } } as const;
    const size = { path: [{ key: "size" }], value: { double_match: { exact: 4 } } } as const;
    expect(fits({ node_id: { exact: "edge-1" }, node_metadatas: [tier] })).toBe(true);
    expect(fits({ node_id: { exact: "edge-1" }, node_metadatas: [tier, size] })).toBe(false);
    expect(fits({ node_id: { exact: "edge-2" }, node_metadatas: [tier] })).toBe(false);
  });

  it.each<readonly [NodeMatcher, string]>([
    [{}, "node_matchers[0] is empty: give a node_id or node_metadatas"],
    [{ node_id: {} }, "node_matchers[0].node_id cannot be used: give exact, prefix, suffix, contains or safe_regex"],
    [{ node_id: { safe_regex: { regex: "a(?=b)" } } }, 'node_matchers[0].node_id.safe_regex "a(?=b)" cannot be used: Invalid perl operator: (?='],
    [{ node_metadatas: [{ value: { bool_match: true } }] }, "node_matchers[0].node_metadatas[0].path is empty: name at least one key"],
    [{ node_metadatas: [{ path: [{ key: "a" }] }] }, "node_matchers[0].node_metadatas[0].value is empty: say what the value has to be"],
  ])("that cannot be used are refused: %j", (matcher, message) => {
    expect(() => matchNodes([matcher])).toThrow(message);
  });
});
