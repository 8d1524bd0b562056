import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BareItem, InnerList, Item, Member } from "./field-value.ts";
import { parseDictionary } from "./parse-dictionary.ts";
import { serializeMember } from "./serialize-member.ts";

function textOf(text: string): string | undefined {
  const members = parseDictionary(text);
  return members === undefined ? undefined : [...members].map(([name, member]) => `${name}=${serializeMember(member)}`).join(", ");
}

describe("parseDictionary", () => {
  it.each([
    ['sig1=("@method" "@path";req);created=1618884473;keyid="k"', undefined],
    ["a=1,  b=2.50 ,\tc=?0", "a=1, b=2.5, c=?0"],
    ["a", "a=?1"],
    ["a;x=1;y", "a=?1;x=1;y"],
    ["a=1, b=2, a=3", "a=3, b=2"],
    ['a="\\"\\\\"', undefined],
    ["a=:aGk=:", undefined],
    ["a=:aGk:", "a=:aGk=:"],
    ["a=(  1   2 )", "a=(1 2)"],
    ["a=()", undefined],
    ["a=tok/en:*", undefined],
    ["a=@1659578233", undefined],
    ["a=-0.001", undefined],
    ["a=10.000", "a=10.0"],
    ["*a-b_c.d=x;*=1", undefined],
    ["", ""],
    ["  a=1  ", "a=1"],
  ])("%s", (text, expected) => {
    expect(textOf(text)).toBe(expected ?? text);
  });

  it.each([
    "a=1,",
    "a=1 b=2",
    "A=1",
    "a=",
    "a=(1",
    "a=(1)(2)",
    "a=(1,2)",
    'a="x',
    'a="\\n"',
    'a="ä"',
    "a=:a b:",
    "a=:====:",
    "a=?2",
    "a=@1.5",
    "a=1.",
    "a=1.2345",
    "a=1234567890123456",
    "a=1234567890123.1",
    "a=--1",
    "a=1;B",
    "a=1; ;b",
    "=1",
    ",",
    "\ta=1",
    `a=(${"1 ".repeat(300)})`,
  ])("refuses %s", (text) => {
    expect(parseDictionary(text)).toBeUndefined();
  });

  const name = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,8}$/u);
  const bare: fc.Arbitrary<BareItem> = fc.oneof(
    fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map((value) => ({ type: "integer", value: value === 0 ? 0 : value }) as const),
    fc
      .integer({ min: -999_999_999_999, max: 999_999_999_999 })
      .map((thousandths) => ({ type: "decimal", thousandths: thousandths === 0 ? 0 : thousandths }) as const),
    fc.stringMatching(/^[\x20-\x7e]{0,12}$/u).map((value) => ({ type: "string", value }) as const),
    fc.stringMatching(/^[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]{0,12}$/u).map((value) => ({ type: "token", value }) as const),
    fc.uint8Array({ maxLength: 12 }).map((value) => ({ type: "bytes", value: Buffer.from(value) }) as const),
    fc.boolean().map((value) => ({ type: "boolean", value }) as const),
    fc.integer({ min: 0, max: 9_999_999_999 }).map((value) => ({ type: "date", value }) as const),
  );
  const parameters = fc.array(fc.tuple(name, bare), { maxLength: 4 }).map((entries) => new Map(entries));
  const item: fc.Arbitrary<Item> = fc.record({ kind: fc.constant("item" as const), value: bare, parameters });
  const list: fc.Arbitrary<InnerList> = fc.record({ kind: fc.constant("list" as const), items: fc.array(item, { maxLength: 4 }), parameters });
  const member: fc.Arbitrary<Member> = fc.oneof(item, list);

  it("reads what was written", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, member), { maxLength: 4 }), (entries) => {
        const dictionary = new Map(entries);
        const text = [...dictionary].map(([key, value]) => `${key}=${serializeMember(value)}`).join(", ");
        expect(parseDictionary(text)).toEqual(dictionary);
      }),
    );
  });

  it("throws nothing, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z=();:"?@0-9., -]{0,40}$/u)), (text) => {
        const written = textOf(text);
        if (written !== undefined) expect(textOf(written)).toBe(written);
      }),
    );
  });
});
