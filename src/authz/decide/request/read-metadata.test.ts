import { describe, expect, it } from "vitest";
import { codec } from "../../../gen/codec.ts";
import type { JsonObject } from "../../../kit/json.ts";
import { toStruct } from "../reply/struct.ts";
import { metadataText, readNamespace } from "./read-metadata.ts";
import { WireError } from "./wire-cursor.ts";

const whole = (bytes: Buffer) => ({ start: 0, end: bytes.length });

/** A Metadata with one namespace, `n`, whose bytes are given. */
function withStruct(struct: Buffer): Buffer {
  const entry = Buffer.concat([field(0x0a, Buffer.from("n")), field(0x12, struct)]);
  return field(0x0a, entry);
}

function field(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header = [tag, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14];
  return Buffer.concat([Buffer.from(header), content]);
}

/** A Struct with one member, `k`, whose Value has these bytes. */
function member(value: Buffer): Buffer {
  return field(0x0a, Buffer.concat([field(0x0a, Buffer.from("k")), field(0x12, value)]));
}

function read(bytes: Buffer): JsonObject | undefined {
  return readNamespace(bytes, whole(bytes), "n");
}

function encoded(values: JsonObject): Buffer {
  return Buffer.from(codec("envoy.config.core.v3.Metadata").encode({ filter_metadata: { other: toStruct({ k: 1 }), n: toStruct(values) } }));
}

describe("one namespace of metadata", () => {
  it.each<JsonObject>([
    {},
    { text: "a", empty: "", number: 1.5, zero: 0, big: 2 ** 60, yes: true, no: false, nothing: null },
    { list: [1, "a", [true, [null]], { deep: { deeper: [] } }], map: { a: { b: { c: "d" } } } },
    JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "": 3, "ä€😀": 4}') as JsonObject,
    Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key-${index}`, "v".repeat(index % 300)])),
  ])("is read as it was written: case %#", (values) => {
    expect(read(encoded(values))).toEqual(values);
    expect(Object.keys(read(encoded(values)) ?? {}).sort()).toEqual(Object.keys(values).sort());
  });

  it("that is empty is another than one that is absent", () => {
    expect(read(encoded({}))).toEqual({});
    expect(readNamespace(encoded({}), whole(encoded({})), "absent")).toBeUndefined();
    expect(read(Buffer.alloc(0))).toBeUndefined();
  });

  it("has the numbers of doubles", () => {
    const numbers = { nan: Number.NaN, more: Number.POSITIVE_INFINITY, less: Number.NEGATIVE_INFINITY, zero: -0, big: 2 ** 53 };
    expect(read(encoded(numbers))).toEqual(numbers);
  });

  it("has null for a value without kind, and for a member without value", () => {
    expect(read(withStruct(member(Buffer.alloc(0))))).toEqual({ k: null });
    expect(read(withStruct(field(0x0a, field(0x0a, Buffer.from("k")))))).toEqual({ k: null });
    expect(read(withStruct(field(0x0a, Buffer.alloc(0))))).toEqual({ "": null });
  });

  it.each([
    ["a member twice", Buffer.concat([member(field(0x1a, Buffer.from("first"))), member(field(0x1a, Buffer.from("last")))])],
    ["a value of two kinds", member(Buffer.concat([field(0x1a, Buffer.from("text")), Buffer.from([0x20, 1])]))],
    ["a map in two parts", member(Buffer.concat([field(0x2a, member(Buffer.alloc(0))), field(0x2a, Buffer.alloc(0))]))],
    ["a key twice", field(0x0a, Buffer.concat([field(0x0a, Buffer.from("k")), field(0x0a, Buffer.from("l"))]))],
    ["a value twice", field(0x0a, Buffer.concat([field(0x12, Buffer.alloc(0)), field(0x12, Buffer.alloc(0))]))],
    ["a number as a text", member(field(0x12, Buffer.from("1")))],
    ["a text as a number", member(Buffer.from([0x18, 1]))],
    ["a bool as a double", member(Buffer.from([0x21, 0, 0, 0, 0, 0, 0, 0, 1]))],
    ["a number of four bytes", member(Buffer.from([0x15, 0, 0, 0, 1]))],
    ["a number that ends too early", member(Buffer.from([0x11, 0, 0, 1]))],
    ["a field that values do not have", member(field(0x3a, Buffer.from("x")))],
    ["a field that structs do not have", field(0x12, Buffer.from("x"))],
    ["a field that entries do not have", field(0x0a, field(0x1a, Buffer.from("x")))],
    ["a key as a number", field(0x0a, Buffer.from([0x08, 1]))],
    ["a list of no values", member(field(0x32, Buffer.from([0x08, 1])))],
    ["a group", member(Buffer.from([0x0b, 0x0c]))],
    ["a length that is too long", Buffer.from([0x0a, 0x7f, 0x0a])],
    ["a tag of more than 32 bits", member(Buffer.from([0x9a, 0x80, 0x80, 0x80, 0x80, 0x01, 0x00]))],
  ])("is not read with %s", (_, struct) => {
    expect(() => read(withStruct(struct))).toThrow(WireError);
  });

  it("is not read when it is there twice, and others are", () => {
    const bytes = Buffer.concat([encoded({ k: 1 }), withStruct(member(Buffer.alloc(0)))]);
    expect(() => read(bytes)).toThrow("Metadata has a namespace twice");
    expect(readNamespace(bytes, whole(bytes), "other")).toEqual({ k: 1 });
  });

  it("is not looked at when another one is wanted", () => {
    const bytes = Buffer.concat([withStruct(Buffer.from([0xff])), encoded({ k: 1 })]);
    expect(readNamespace(bytes, whole(bytes), "other")).toEqual({ k: 1 });
  });

  it.each([
    ["maps", (inner: Buffer): Buffer => field(0x2a, member(inner))],
    ["lists", (inner: Buffer): Buffer => field(0x32, field(0x0a, inner))],
  ])("is read to a depth of 32 and no deeper: %s", (_, wrap) => {
    const nested = (depth: number): Buffer => {
      let value: Buffer = Buffer.from([0x20, 1]);
      for (let level = 0; level < depth; level += 1) value = wrap(value);
      return withStruct(member(value));
    };
    expect(JSON.stringify(read(nested(32)))).toContain("true");
    expect(() => read(nested(33))).toThrow("Metadata is nested deeper than 32");
    expect(() => read(nested(2000))).toThrow("Metadata is nested deeper than 32");
  });
});

describe("the text of metadata", () => {
  it("is the same for what is the same, in whatever order it came", () => {
    expect(metadataText({ b: [1, "1", true, null], a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":[1,"1",true,null]}');
  });

  it("is another for everything that expressions tell apart", () => {
    const values = [
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      null,
      "null",
      "NaN",
      "0",
      false,
      "",
      [],
      {},
      [[]],
      [{}],
      { a: null },
    ];
    expect(new Set(values.map((value) => metadataText({ k: value }))).size).toBe(values.length);
    expect(metadataText({ 'a":1,"b': 2 })).not.toBe(metadataText({ a: 1, b: 2 }));
  });
});
