import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { diffJson } from "./json-diff.ts";
import { applyJsonPatch, applyMergePatch, parseJsonPatch } from "./json-patch.ts";

function patch(document: Json, operations: Json) {
  const parsed = parseJsonPatch(operations);
  return parsed.kind === "failed" ? parsed : applyJsonPatch(document, parsed.operations);
}

describe("applyJsonPatch", () => {
  // RFC 6902, appendix A.
  it.each<[string, Json, Json, Json]>([
    ["adds a member", { foo: "bar" }, [{ op: "add", path: "/baz", value: "qux" }], { foo: "bar", baz: "qux" }],
    ["adds an element", { foo: ["bar", "baz"] }, [{ op: "add", path: "/foo/1", value: "qux" }], { foo: ["bar", "qux", "baz"] }],
    ["removes a member", { baz: "qux", foo: "bar" }, [{ op: "remove", path: "/baz" }], { foo: "bar" }],
    ["removes an element", { foo: ["bar", "qux", "baz"] }, [{ op: "remove", path: "/foo/1" }], { foo: ["bar", "baz"] }],
    ["replaces a value", { baz: "qux" }, [{ op: "replace", path: "/baz", value: "boo" }], { baz: "boo" }],
    [
      "moves a value",
      { foo: { bar: "baz", waldo: "fred" }, qux: { corge: "grault" } },
      [{ op: "move", from: "/foo/waldo", path: "/qux/thud" }],
      { foo: { bar: "baz" }, qux: { corge: "grault", thud: "fred" } },
    ],
    ["moves an element", { foo: ["all", "grass", "cows", "eat"] }, [{ op: "move", from: "/foo/1", path: "/foo/3" }], { foo: ["all", "cows", "eat", "grass"] }],
    ["adds a nested object", { foo: "bar" }, [{ op: "add", path: "/child", value: { grandchild: {} } }], { foo: "bar", child: { grandchild: {} } }],
    ["tests numbers by value", { "/": 9, "~1": 10 }, [{ op: "test", path: "/~01", value: 10 }], { "/": 9, "~1": 10 }],
    ["adds a list", { foo: ["bar"] }, [{ op: "add", path: "/foo/-", value: ["abc", "def"] }], { foo: ["bar", ["abc", "def"]] }],
    ["copies", { a: [1] }, [{ op: "copy", from: "/a", path: "/b" }], { a: [1], b: [1] }],
    ["replaces the whole", { a: 1 }, [{ op: "replace", path: "", value: [2] }], [2]],
    ["adds null", {}, [{ op: "add", path: "/a", value: null }], { a: null }],
    ["ignores members it does not know", {}, [{ op: "add", path: "/a", value: 1, xyz: 2 }], { a: 1 }],
    ["moves a value onto itself", { a: 1 }, [{ op: "move", from: "/a", path: "/a" }], { a: 1 }],
  ])("%s", (_name, document, operations, expected) => {
    const before = structuredClone(document);
    expect(patch(document, operations)).toEqual({ kind: "patched", document: expected });
    expect(document).toEqual(before);
  });

  it.each<[string, Json, Json, string, string]>([
    ["a parent that is missing", { foo: "bar" }, [{ op: "add", path: "/baz/bat", value: "qux" }], "PATCH_PATH_MISSING", "/0/path"],
    ["a test that fails", { baz: "qux" }, [{ op: "test", path: "/baz", value: "bar" }], "PATCH_TEST_FAILED", "/0"],
    ["a test of another type", { "~1": 10 }, [{ op: "test", path: "/~01", value: "10" }], "PATCH_TEST_FAILED", "/0"],
    ["a removal of nothing", {}, [{ op: "remove", path: "/a" }], "PATCH_PATH_MISSING", "/0/path"],
    ["a replacement of nothing", {}, [{ op: "replace", path: "/a", value: 1 }], "PATCH_PATH_MISSING", "/0/path"],
    ["an index behind the end", [1], [{ op: "add", path: "/2", value: 1 }], "PATCH_PATH_MISSING", "/0/path"],
    ["an index with a leading zero", [1, 2], [{ op: "remove", path: "/01" }], "PATCH_PATH_MISSING", "/0/path"],
    ["a removal behind the last", [1], [{ op: "remove", path: "/-" }], "PATCH_PATH_MISSING", "/0/path"],
    ["a copy from nowhere", {}, [{ op: "copy", from: "/a", path: "/b" }], "PATCH_PATH_MISSING", "/0/from"],
    ["a move into itself", { a: {} }, [{ op: "move", from: "/a", path: "/a/b" }], "INVALID_PATCH", "/0/path"],
    ["the prototype", {}, [{ op: "add", path: "/__proto__", value: { x: 1 } }], "PATCH_PATH_MISSING", "/0/path"],
    ["an inherited member", {}, [{ op: "add", path: "/constructor/prototype/x", value: 1 }], "PATCH_PATH_MISSING", "/0/path"],
    [
      "the second operation",
      {},
      [
        { op: "add", path: "/a", value: 1 },
        { op: "remove", path: "/b" },
      ],
      "PATCH_PATH_MISSING",
      "/1/path",
    ],
  ])("fails on %s", (_name, document, operations, code, pointer) => {
    expect(patch(document, operations)).toMatchObject({ kind: "failed", problems: [{ code, pointer }] });
  });

  it("does not let copies of copies grow without end", () => {
    const operations = Array.from({ length: 60 }, (_, index) => ({ op: "copy", from: "", path: `/a${index}` }));
    expect(patch({ a: [1, 2, 3] }, operations)).toMatchObject({ kind: "failed", problems: [{ code: "PATCH_TOO_LARGE" }] });
  });
});

describe("parseJsonPatch", () => {
  it.each<[Json, string]>([
    [{}, ""],
    [[1], "/0"],
    [[{}], "/0/op"],
    [[{ op: "spam", path: "" }], "/0/op"],
    [[{ op: "add", value: 1 }], "/0"],
    [[{ op: "add", path: "/a" }], "/0"],
    [[{ op: "add", path: "a", value: 1 }], "/0/path"],
    [[{ op: "remove", path: "/~2" }], "/0/path"],
    [[{ op: "move", path: "/a" }], "/0"],
  ])("refuses %j", (value, pointer) => {
    expect(parseJsonPatch(value)).toMatchObject({ kind: "failed", problems: [{ code: "INVALID_PATCH", pointer }] });
  });

  it("answers every problem, not only the first", () => {
    const result = parseJsonPatch([{ op: "x" }, { op: "move" }, { op: "add", path: "/a", value: 1 }]);
    expect(result.kind === "failed" && result.problems.map((problem) => problem.pointer)).toEqual(["/0/op", "/1", "/1"]);
  });
});

describe("applyMergePatch", () => {
  // RFC 7396, appendix A.
  it.each<[Json, Json, Json]>([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j with %j is %j", (target, merge, expected) => {
    expect(applyMergePatch(target, merge)).toEqual(expected);
  });
});

describe("diffJson", () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto")) as Json);

  it("turns any value into any other one", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applyJsonPatch(before, diffJson(before, after))).toEqual({ kind: "patched", document: after });
      }),
      { numRuns: 300 },
    );
  });

  it("is empty for equal values", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(diffJson(value, structuredClone(value))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("tells what changed and nothing more", () => {
    expect(diffJson({ a: 1, b: { c: 1, d: 1 } }, { a: 1, b: { c: 2, e: 2 } })).toEqual([
      { op: "replace", path: "/b/c", value: 2 },
      { op: "remove", path: "/b/d" },
      { op: "add", path: "/b/e", value: 2 },
    ]);
    expect(diffJson({ c: [1, 2, 3, 4] }, { c: [1, 3, 4] })).toEqual([{ op: "remove", path: "/c/1" }]);
    expect(diffJson({ c: [1, 4] }, { c: [1, 2, 3, 4] })).toEqual([
      { op: "add", path: "/c/1", value: 2 },
      { op: "add", path: "/c/2", value: 3 },
    ]);
    expect(diffJson({ a: { x: 1 } }, { a: [1] })).toEqual([{ op: "replace", path: "/a", value: [1] }]);
  });
});
