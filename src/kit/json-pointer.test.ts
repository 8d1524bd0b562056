import fc from "fast-check";
import { expect, test } from "vitest";
import { appendPointer, getAtPointer, parsePointer, pointer } from "./json-pointer.ts";

/** The document and the table of RFC 6901 §5. */
const document = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

test.each([
  ["", document],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
])("RFC 6901: %s", (text, value) => {
  expect(getAtPointer(document, text)).toEqual({ found: true, value });
});

test.each(["foo", "/foo/2", "/foo/00", "/foo/-", "/foo/length", "/toString", "/m~n", "/foo/0/x"])("%s finds nothing", (text) => {
  expect(getAtPointer(document, text)).toEqual({ found: false });
});

test("~01 is ~1, not /", () => {
  expect(parsePointer("/~01")).toEqual(["~1"]);
});

test("appendPointer escapes", () => {
  expect(appendPointer("/spec", "a/b~c")).toBe("/spec/a~1b~0c");
  expect(appendPointer("", 0)).toBe("/0");
});

test("any segments come back", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (segments) => {
      expect(parsePointer(pointer(...segments))).toEqual(segments);
    }),
  );
});
