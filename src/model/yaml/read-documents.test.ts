import { describe, expect, test } from "vitest";
import { readDocuments } from "./read-documents.ts";

const read = (text: string) => readDocuments(text, "a.yaml");
const values = (text: string) => read(text).documents.map(({ value }) => value);

const sample = `# two objects
kind: Route
spec:
  rules:
    - name: first
    - name: second
      backends: [{ service: web }]
---
---
kind: Gateway
`;

test("reads every document and leaves empty ones out", () => {
  expect(values(sample)).toEqual([
    { kind: "Route", spec: { rules: [{ name: "first" }, { name: "second", backends: [{ service: "web" }] }] } },
    { kind: "Gateway" },
  ]);
  expect(values("")).toEqual([]);
  expect(values("# nothing\n")).toEqual([]);
});

test.each([
  ["", 2, 1],
  ["/kind", 2, 1],
  ["/spec/rules/1", 6, 7],
  ["/spec/rules/1/backends/0/service", 7, 20],
  ["/spec/rules/1/backends/0/weight", 7, 18],
  ["/spec/rules/9", 4, 3],
  ["/nothing", 2, 1],
])("locates %j at line %d, column %d", (pointer, line, column) => {
  expect(read(sample).documents[0]?.locate(pointer)).toEqual({ line, column });
});

test("locates in later documents", () => {
  expect(read(sample).documents[1]?.locate("/kind")).toEqual({ line: 10, column: 1 });
});

test("a list at the top is one value each", () => {
  const { documents } = read("- kind: A\n- kind: B\n  name: b\n");
  expect(documents.map(({ value }) => value)).toEqual([{ kind: "A" }, { kind: "B", name: "b" }]);
  expect(documents[1]?.locate("/name")).toEqual({ line: 3, column: 3 });
});

test("reads JSON, also with tabs", () => {
  expect(values('{\n\t"kind": "A",\n\t"n": [1, true, null]\n}\n')).toEqual([{ kind: "A", n: [1, true, null] }]);
});

test("words of YAML 1.1 stay texts", () => {
  expect(values("a: yes\nb: on\nc: 2020-01-01\nd: 010\n")).toEqual([{ a: "yes", b: "on", c: "2020-01-01", d: 10 }]);
});

describe("is told with its place", () => {
  test.each<[string, string, { readonly code: string; readonly line: number; readonly detail?: string }]>([
    ["a field that stands twice", "a: 1\nb: 2\na: 3\n", { code: "DUPLICATE_FIELD", line: 3 }],
    ["a field that stands twice in JSON", '{"a": 1,\n"a": 2}', { code: "DUPLICATE_FIELD", line: 2 }],
    ["a tab that indents", "a:\n\tb: 1\n", { code: "INVALID_YAML", line: 2 }],
    ["an open bracket", "a: 1\nb: [1\n", { code: "INVALID_YAML", line: 3 }],
    ["a tag that JSON has not", "a: !foo 1\n", { code: "INVALID_YAML", line: 1 }],
    ["an alias without anchor", "a: *x\n", { code: "INVALID_YAML", line: 1, detail: "Document uses an alias before its anchor is made" }],
    ["a document that contains itself", "a: &x\n  b: *x\n", { code: "INVALID_YAML", line: 1, detail: "Document contains itself by an alias" }],
    ["a field whose name is an object", "? {a: 1}\n: 2\n", { code: "INVALID_YAML", line: 1, detail: "Name of a field is not a text" }],
    ["nesting without end", "[".repeat(20_000), { code: "INVALID_YAML", line: 1, detail: "Document is nested too deeply" }],
    [
      "a value that grows",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]\n`,
      { code: "INVALID_YAML", line: 1 },
    ],
  ])("%s", (_, text, problem) => {
    const { documents, problems } = read(text);
    expect(documents).toEqual([]);
    expect(problems[0]).toMatchObject({ file: "a.yaml", ...problem });
    expect(problems.length).toBeLessThanOrEqual(20);
  });
});

test("a broken document does not hide the others", () => {
  const { documents, problems } = read("a: 1\na: 2\n---\nb: 3\n");
  expect(documents.map(({ value }) => value)).toEqual([{ b: 3 }]);
  expect(problems).toHaveLength(1);
});
