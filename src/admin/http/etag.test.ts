import { describe, expect, it } from "vitest";
import { matchesStrongly, matchesWeakly, opaqueETag, parseETagCondition } from "./etag.ts";

describe("entity tags", () => {
  it.each([
    ['"1"', ['"1"']],
    ['"1", "2"', ['"1"', '"2"']],
    ['W/"1","2"', ['W/"1"', '"2"']],
    ['"a,b", "c"', ['"a,b"', '"c"']],
    ['""', ['""']],
  ])("%s is read", (text, expected) => {
    const condition = parseETagCondition(text);
    expect(condition?.kind === "list" && condition.tags.map(({ weak, value }) => `${weak ? "W/" : ""}"${value}"`)).toEqual(expected);
  });

  it.each(["", "1", '"1', '1"', 'w/"1"', '"1" "2" x', "*, *", '"a b"'])("%j is not", (text) => {
    expect(parseETagCondition(text)).toBeUndefined();
  });

  it("compare strongly for If-Match and weakly for If-None-Match", () => {
    const weak = parseETagCondition('W/"1"');
    const strong = parseETagCondition('"1"');
    expect(weak && matchesStrongly(weak, '"1"')).toBe(false);
    expect(strong && matchesStrongly(strong, '"1"')).toBe(true);
    expect(weak && matchesWeakly(weak, '"1"')).toBe(true);
    expect(strong && matchesWeakly(strong, '"2"')).toBe(false);
  });

  it("of opaque texts survive any character", () => {
    const etag = opaqueETag('a"b\u00e9 %');
    const condition = parseETagCondition(etag);
    expect(condition && matchesStrongly(condition, etag)).toBe(true);
  });
});
