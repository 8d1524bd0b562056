import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkRe2 } from "./check-re2.ts";
import { generalCategories, scripts } from "./unicode-names.ts";

/** Message and the part that is wrong, as Envoy 1.40 has them (test/e2e/re2.test.ts asks it). */
const refused: readonly (readonly [pattern: string, message: string, offset: number])[] = [
  ["(?=a)", "Invalid perl operator: (?=", 0],
  ["a(?!b)", "Invalid perl operator: (?!", 1],
  ["(?<=a)", "Invalid perl operator: (?<=", 0],
  ["(?<!a)", "Invalid perl operator: (?<!", 0],
  ["(?>a)", "Invalid perl operator: (?>", 0],
  ["(?#c)", "Invalid perl operator: (?#", 0],
  ["(?x)a", "Invalid perl operator: (?x", 0],
  ["(?P=n)", "Invalid perl operator: (?P", 0],
  ["(?i", "Invalid perl operator: (?i", 0],
  ["(?i-)a", "Invalid perl operator: (?i-)", 0],
  ["(?--i)", "Invalid perl operator: (?--", 0],
  ["(?", "Invalid perl operator: (?", 0],
  ["(?P<a", "Invalid named capture group: (?P<a", 0],
  ["(?P<>a)", "Invalid named capture group: (?P<>", 0],
  ["(?P<a-b>a)", "Invalid named capture group: (?P<a-b>", 0],
  ["a\\1", "Invalid escape sequence: \\1", 1],
  ["\\8", "Invalid escape sequence: \\8", 0],
  ["\\Z", "Invalid escape sequence: \\Z", 0],
  ["\\h", "Invalid escape sequence: \\h", 0],
  ["\\u0041", "Invalid escape sequence: \\u", 0],
  ["\\x{100}", "Invalid escape sequence: \\x{100", 0],
  ["\\x{}", "Invalid escape sequence: \\x{}", 0],
  ["\\777", "Invalid escape sequence: \\777", 0],
  ["a\\Eb", "Invalid escape sequence: \\E", 1],
  ["[\\b]", "Invalid escape sequence: \\b", 1],
  ["[a-\\d]", "Invalid escape sequence: \\d", 3],
  ["a\\", "Trailing \\: \\", 1],
  ["[z-a]", "Invalid character class range: z-a", 1],
  ["[[:foo:]]", "Invalid character class range: [:foo:]", 1],
  ["\\p{Foo}", "Invalid character class range: \\p{Foo}", 0],
  ["\\p{greek}", "Invalid character class range: \\p{greek}", 0],
  ["é\\p{", "Invalid character class range: \\p{", 1],
  ["[a", "Missing ]: [a", 0],
  ["[]", "Missing ]: []", 0],
  ["(a", "Missing ): (a", 0],
  ["a)", "Unexpected ): )", 1],
  ["*a", "No argument for repetition operator: *", 0],
  ["a|*", "No argument for repetition operator: *", 2],
  ["(?i)*", "No argument for repetition operator: *", 4],
  ["\\Q\\E{2}", "No argument for repetition operator: {2}", 4],
  ["a**", "Bad repetition operator: **", 1],
  ["a*?+", "Bad repetition operator: *?+", 1],
  ["x{2}{3}", "Bad repetition operator: {2}{3}", 1],
  ["a{1001}", "Invalid repetition size: {1001}", 1],
  ["a{3,2}", "Invalid repetition size: {3,2}", 1],
  ["((a{10}){10}){11}", "Invalid repetition size: {11}", 13],
];

/** What Envoy takes, although one might think otherwise. */
const taken = [
  "",
  "a{,3}",
  "a{01}",
  "a{100000000000}",
  "{",
  "]",
  "a??",
  "a*(?i)*",
  "^*",
  "\\b+",
  "()*",
  "(?:)*",
  "(?)",
  "(?sm-iU:a)",
  "(?<n>a)(?<n>b)",
  "(?P<1a>a)",
  "[]a]",
  "[^]a]",
  "[--a]",
  "[a-b-c]",
  "[\\d-z]",
  "[[.a.]]",
  "\\Q(*\\E*",
  "\\Qab",
  "\\C\\A\\z\\pN\\PN\\p{^Greek}",
  "\\_\\-\\/\\<",
  "\\x{000041}\\x{ff}\\012\\0",
  "((a{10}){10}){10}",
];

test.each(refused)("%s is refused: %s at %d", (pattern, message, offset) => {
  const fragment = message.slice(message.indexOf(": ") + 2);
  expect(checkRe2(pattern)).toEqual({ message, offset, fragment, hint: expect.stringMatching(/\w/u) as string });
});

test.each(taken)("%s is taken", (pattern) => {
  expect(checkRe2(pattern)).toBeUndefined();
});

describe("the size of the program", () => {
  test.each([
    ["a{95}", undefined],
    ["a{100}", "Program size of 105 is more than 100"],
    ["[a-z0-9-]{1,63}", "Program size of 256 is more than 100"],
  ])("of %s", (pattern, message) => {
    expect(checkRe2(pattern, { maxProgramSize: 100 })?.message).toBe(message);
    expect(checkRe2(pattern)).toBeUndefined();
  });

  test("is counted without making the copies", () => {
    const pattern = `(${"a".repeat(10_000)}){1000}`;
    expect(checkRe2(pattern)?.message).toBe("Program size of 10002005 is more than 32768");
  });
});

test("a thousand groups in groups are taken, more are refused", () => {
  const nested = (depth: number): string => `${"(?:".repeat(depth)}a${")".repeat(depth)}`;
  expect(checkRe2(nested(1000))).toBeUndefined();
  expect(checkRe2(nested(50_000))).toMatchObject({ message: "Too many groups in groups: (?:", offset: 3000 });
});

test("JavaScript knows all categories and scripts that RE2 knows", () => {
  for (const name of [...generalCategories, ...scripts, "Any"]) expect(checkRe2(`\\p{${name}}(?i)\\P{${name}}`)).toBeUndefined();
});

test("any text gets an answer that points into it", () => {
  const piece = fc.constantFrom("a", "é", "😀", "(", ")", "[", "]", "{2}", "*", "?", "|", "\\", "\\p{", "(?i", "<", ":", "[:alpha:]", "-", "^");
  const pattern = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(pattern, (text) => {
      const problem = checkRe2(text);
      if (problem === undefined) return;
      expect(problem.offset).toBeGreaterThanOrEqual(0);
      expect(problem.offset).toBeLessThanOrEqual(text.length);
      expect(problem.hint).not.toBe("");
    }),
    { numRuns: 2000 },
  );
});
