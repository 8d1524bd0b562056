import type { Check } from "../violation.ts";
import { goQuote } from "./go-text.ts";
import { type LengthWords, lengthCheck } from "./length-check.ts";
import { ignoringEmpty, listChecks } from "./list-checks.ts";
import type { RuleReader } from "./rule-reader.ts";

const characters: LengthWords = {
  exactly: (limit) => `value must be ${String(limit)} characters`,
  between: (least, most) => `value must have between ${String(least)} and ${String(most)} characters inclusive`,
  atLeast: (limit) => `value length must be at least ${String(limit)} characters`,
  atMost: (limit) => `value length must be at most ${String(limit)} characters`,
};

/** Words for a length in bytes; `bytes` fields share them. */
export const byteWords: LengthWords = {
  exactly: (limit) => `value length must be ${String(limit)} bytes`,
  between: (least, most) => `value length must be between ${String(least)} and ${String(most)} bytes, inclusive`,
  atLeast: (limit) => `value length must be at least ${String(limit)} bytes`,
  atMost: (limit) => `value length must be at most ${String(limit)} bytes`,
};

/** What `well_known_regex` stands for (protoc-gen-validate, "Strings"); the loose forms keep only NUL, CR and LF out. */
const wellKnown: Readonly<Record<string, { readonly strict: string; readonly loose: string }>> = {
  HTTP_HEADER_NAME: { strict: "^:?[0-9a-zA-Z!#$%&'*+-.^_|~`]+$", loose: "^[^\u0000\n\r]*$" },
  HTTP_HEADER_VALUE: { strict: "^[^\u0000-\u0008\n-\u001f\u007f]*$", loose: "^[^\u0000\n\r]*$" },
};

/** Checks of `string`. */
export function stringChecks(rules: RuleReader): Check[] {
  const checks = [...listChecks(rules), ...characterChecks(rules), ...byteChecks(rules), ...affixChecks(rules), ...patternChecks(rules)];
  return rules.flag("ignore_empty") ? checks.map((check) => ignoringEmpty(check)) : checks;
}

function characterChecks(rules: RuleReader): Check[] {
  const least = rules.number("min_len");
  const most = rules.number("max_len");
  const check = lengthCheck({ least: limit("string.min_len", least), most: limit("string.max_len", most), words: characters });
  return check === undefined ? [] : [(value) => check(countCharacters(value as string, (most ?? least ?? 0) + 1))];
}

function byteChecks(rules: RuleReader): Check[] {
  const least = limit("string.min_bytes", rules.number("min_bytes"));
  const most = limit("string.max_bytes", rules.number("max_bytes"));
  const check = lengthCheck({ least, most, words: byteWords });
  return check === undefined ? [] : [(value) => check(Buffer.byteLength(value as string))];
}

function affixChecks(rules: RuleReader): Check[] {
  const prefix = rules.text("prefix");
  const suffix = rules.text("suffix");
  const checks: Check[] = [];
  if (prefix !== undefined) {
    const broken = { rule: "string.prefix", reason: `value does not have prefix ${goQuote(prefix)}` };
    checks.push((value) => ((value as string).startsWith(prefix) ? undefined : broken));
  }
  if (suffix !== undefined) {
    const broken = { rule: "string.suffix", reason: `value does not have suffix ${goQuote(suffix)}` };
    checks.push((value) => ((value as string).endsWith(suffix) ? undefined : broken));
  }
  return checks;
}

function patternChecks(rules: RuleReader): Check[] {
  const pattern = rules.text("pattern");
  const known = rules.text("well_known_regex");
  const isStrict = rules.get("strict") !== false;
  const checks = pattern === undefined ? [] : [patternCheck("string.pattern", pattern)];
  if (known === undefined) return checks;
  const forms = wellKnown[known];
  if (forms === undefined) throw new TypeError(`Unknown well_known_regex ${known}`);
  return [...checks, patternCheck("string.well_known_regex", isStrict ? forms.strict : forms.loose)];
}

/** The patterns are those of the .proto files, few and plain, so that JavaScript's own engine reads them as RE2 does, and faster. */
function patternCheck(rule: string, pattern: string): Check {
  const expression = new RegExp(pattern, "u");
  const broken = { rule, reason: `value does not match regex pattern ${goQuote(pattern)}` };
  return (value) => (expression.test(value as string) ? undefined : broken);
}

/** Code points, counted no further than needed. */
function countCharacters(text: string, enough: number): number {
  let count = 0;
  for (const _character of text) {
    count += 1;
    if (count >= enough) break;
  }
  return count;
}

function limit(rule: string, value: number | undefined): { rule: string; limit: number } | undefined {
  return value === undefined ? undefined : { rule, limit: value };
}
