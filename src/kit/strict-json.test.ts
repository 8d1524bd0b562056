import { describe, expect, it } from "vitest";
import { parseStrictJson, type StrictJson } from "./strict-json.ts";

/** As JSON has it again, for what JSON can write. */
function plain(value: StrictJson): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member as StrictJson)]));
  return Array.isArray(value) ? value.map((item: StrictJson) => plain(item)) : value;
}

function read(text: string): unknown {
  const parsed = parseStrictJson(text);
  return "error" in parsed ? parsed.error : plain(parsed.value);
}

describe("JSON that every program reads alike", () => {
  it.each([
    "{}",
    "[]",
    '""',
    "0",
    "-0.5e-3",
    "true",
    "null",
    ' { "a" : [ 1 , { "b" : null } ] , "c\\u00e9\\n\\/" : "\\ud83d\\ude00 ä" } ',
    "[1e308, 1E+2, 9007199254740991]",
    '"\u007f\u0085\u0090\u2028"',
  ])("%s is what JSON.parse makes of it", (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it("keeps whole numbers that a double does not hold", () => {
    expect(read("[9007199254740993, -9223372036854775808, 9007199254740993.0]")).toEqual([9007199254740993n, -9223372036854775808n, 9007199254740992]);
  });

  it.each([
    ['{"a":1,"a":2}', "twice"],
    ['{"a":1,"\\u0061":2}', "twice"],
    ['{"__proto__":1,"__proto__":2}', "twice"],
    ['"\\ud800"', "surrogate"],
    ["9223372036854775808", "too large"],
    ["1e309", "too large"],
    [`1${"0".repeat(5000)}`, "too large"],
    ["", "value is missing"],
    ["01", "behind the value"],
    ["+1", "value is missing"],
    [".5", "value is missing"],
    ["1.", "behind the value"],
    ["NaN", "value is missing"],
    ["{a:1}", "text is missing"],
    ["{'a':1}", "text is missing"],
    ['{"a" 1}', "colon"],
    ['{"a":1,}', "text is missing"],
    ["[1,]", "value is missing"],
    ["[1", "list does not end"],
    ['{"a":1', "object does not end"],
    ['"a', "text does not end"],
    ['"a\nb"', "control character"],
    ['"a\0b"', "control character"],
    ['"\\x"', "escape"],
    ["// a\n1", "value is missing"],
    ["\ufeff{}", "value is missing"],
    ["{} {}", "behind the value"],
    ["[".repeat(65), "deeper than 64"],
    ['{"a":'.repeat(100_000), "deeper than 64"],
    [`[${"1,".repeat(100_000)}1]`, "more than 100000 values"],
  ])("%.40s is refused", (text, said) => {
    expect(read(text)).toContain(said);
  });

  it("quotes nothing of what it does not read", () => {
    expect(read('{"canary-name": canary-value}')).toBe("A value is missing, near character 17");
  });

  it("takes a name for a name", () => {
    const parsed = parseStrictJson('{"__proto__": {"admin": true}, "constructor": 1}');
    expect("value" in parsed && parsed.value instanceof Map && [...parsed.value.keys()]).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });
});
