import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkRe2 } from "./check-re2.ts";
import { matchRe2 } from "./match-re2.ts";
import { checkRe2Substitution } from "./rewrite.ts";

describe("test", () => {
  test.each([
    ["/users/\\d+", "/users/42", true],
    ["/users/\\d+", "/users/42/", false],
    ["/users", "/users", true],
    ["a|b", "ab", false],
    ["(?i)straße", "STRAßE", true],
    ["(?i:A)b", "aB", false],
    ["a(?i)b(?-i)c", "aBc", true],
    ["(a(?i)b)c", "aBC", false],
    ["\\Qa.b\\E", "a.b", true],
    ["\\Qa.b\\E", "axb", false],
    ["\\Aa\\z", "a", true],
    ["a$\n", "a\n", false],
    ["(?m)a$\nb", "a\nb", true],
    ["(?m)a\n^b", "a\nb", true],
    [".", "\n", false],
    ["(?s).", "\n", true],
    ["[^a]", "\n", true],
    ["\\bfoo\\b", "foo", true],
    ["a\\Bb", "ab", true],
    ["[[:alpha:]]+", "abZ", true],
    ["[[:^alpha:]]+", "a", false],
    ["\\pL+", "abC", true],
    ["\\p{^L}", "1", true],
    ["[^\\d\\s]+", "ab", true],
    ["a{2,3}", "aaaa", false],
    ["a{2,}", "aaaa", true],
    ["a{0}", "", true],
    ["(?:a|ab)(?:c|bcd)", "abcd", true],
    ["\\x41\\x{42}\\103", "ABC", true],
    ["a{,2}", "a{,2}", true],
    ["", "", true],
    ["(|a)*", "aaa", true],
    ["\\PN", "5", false],
  ])("%s and %j: %s", (pattern, text, answer) => {
    expect(matchRe2(pattern)?.test(text)).toBe(answer);
  });

  test("characters beyond ASCII are several bytes, as in Envoy", () => {
    expect(matchRe2(".")?.test("é")).toBe(false);
    expect(matchRe2("..")?.test("é")).toBe(true);
    expect(matchRe2("[é]")?.test("é")).toBe(false);
    expect(matchRe2("[é]+")?.test("é")).toBe(true);
    expect(matchRe2("café")?.test("café")).toBe(true);
    expect(matchRe2("(?i)\\xe9")?.test("\u00c9")).toBe(false);
  });

  test("what checkRe2 refuses has no matcher", () => {
    expect(matchRe2("(?=a)")).toBeUndefined();
  });

  test("no pattern makes it hang", () => {
    const text = "a".repeat(5000);
    for (const pattern of ["(a*)*b", "(a|aa)+b", "(?:a?){500}a{500}b"]) expect(matchRe2(pattern)?.test(text)).toBe(false);
    expect(matchRe2(`${"(?:a?)".repeat(900)}${"(?:".repeat(900)}a${")".repeat(900)}`)?.test("a")).toBe(true);
  });

  test("agrees with JavaScript where both mean the same", () => {
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom("a", "b", "-", ".", "[ab]", "[^a]", "\\d", "\\w", "^", "$", "\\b", ""),
        fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => `${left}${right}`),
        fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => `(?:${left}|${right})`),
        fc.tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "*?", "{2}", "{1,2}")).map(([inner, times]) => `(?:${inner})${times}`),
        tie("pattern").map((inner) => `(${inner})`),
      ),
    }));
    const text = fc.array(fc.constantFrom("a", "b", "1", "-", "\n"), { maxLength: 6 }).map((letters) => letters.join(""));
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        fc.pre(checkRe2(source) === undefined);
        expect(matchRe2(source)?.test(subject)).toBe(new RegExp(`^(?:${source})$`).test(subject));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("replaceAll", () => {
  test.each([
    ["^/v1/(\\w+)/", "/v1/users/7", "/\\1/", "/users/7"],
    ["a", "banana", "o", "bonono"],
    ["(a)(b)?", "aab", "[\\1\\2]", "[a][ab]"],
    ["b*", "abc", "-", "-a-c-"],
    ["x", "abc", "-", "abc"],
    ["(?:a|ab)", "ab", "[\\0]", "[a]b"],
    ["(a+?)", "aaa", "<\\1>", "<a><a><a>"],
    ["\\.", "a.b", "\\\\", "a\\b"],
    ["é", "café", "e", "cafe"],
    ["$", "a", "!", "a!"],
  ])("%s in %s by %s is %s", (pattern, text, substitution, replaced) => {
    expect(checkRe2Substitution(pattern, substitution)).toBeUndefined();
    expect(matchRe2(pattern)?.replaceAll(text, substitution)).toBe(replaced);
  });
});

test.each([
  ["(a)", "\\2", "The pattern has no group 2", 0],
  ["a", "b\\1", "The pattern has no group 1", 1],
  ["(a)", "x\\n", "Invalid reference in the substitution: \\n", 1],
  ["(a)", "\\1\\", "Invalid reference in the substitution: \\", 2],
])("the substitution of %s may not be %s", (pattern, substitution, message, offset) => {
  expect(checkRe2Substitution(pattern, substitution)).toMatchObject({ message, offset });
});
