import type { Cursor } from "./cursor.ts";

/** What letters in `(?…)` switch; `multiLine` is m, `dotAll` is s, `swapsGreed` is U. */
export interface Flags {
  readonly folds: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly swapsGreed: boolean;
}

/** What an opening parenthesis turned out to be. */
export type Opening =
  | { readonly kind: "capture" }
  /** `(?i:`: a group without a number, with flags inside of it. */
  | { readonly kind: "plain"; readonly flags: Flags }
  /** `(?i)`: flags up to the end of the group that it stands in. */
  | { readonly kind: "flags"; readonly flags: Flags };

const flagNames: ReadonlyMap<string, keyof Flags> = new Map([
  ["i", "folds"],
  ["m", "multiLine"],
  ["s", "dotAll"],
  ["U", "swapsGreed"],
]);

const hints: ReadonlyMap<string, string> = new Map([
  ["=", "RE2 has no lookahead; match what follows, or use two rules"],
  ["!", "RE2 has no lookahead; put the exception into a rule of its own before this one"],
  ["<", "RE2 has no lookbehind; a named group is (?P<name>…)"],
  [">", "RE2 has no atomic groups, and never backtracks; use (?:…)"],
  ["#", "RE2 has no comments"],
  ["x", "RE2 has no flag x; write the pattern without spaces and comments"],
  ["P", "A named group is (?P<name>…); RE2 has no backreferences"],
]);

const general = "RE2 knows (?:…), (?P<name>…), (?<name>…) and the flags i, m, s and U";

/** Reads what stands behind an opening parenthesis; the cursor stands on it. */
export function parseOpening(cursor: Cursor, flags: Flags): Opening {
  const start = cursor.at;
  cursor.take();
  if (!cursor.takeIf("?")) return { kind: "capture" };
  refuseLookaround(cursor, start);
  const isNamed = (cursor.sees("P<") && cursor.peek(2) !== "") || (cursor.sees("<") && cursor.peek(1) !== "");
  if (isNamed) return parseName(cursor, start);
  return parseFlags(cursor, start, flags);
}

function refuseLookaround(cursor: Cursor, start: number): void {
  for (const operator of ["=", "!", "<=", "<!"]) {
    if (cursor.takeIf(operator)) throw invalid(cursor, start);
  }
}

function parseName(cursor: Cursor, start: number): Opening {
  const open = cursor.bytes.indexOf("<", start);
  const close = cursor.bytes.indexOf(">", start + 2);
  const message = "Invalid named capture group";
  if (close < 0) throw cursor.errorToEnd(message, start, "Close the name with >");
  cursor.at = close + 1;
  if (!/^\w+$/.test(cursor.bytes.slice(open + 1, close))) throw cursor.error(message, start, "A name has letters, digits and _ of ASCII");
  return { kind: "capture" };
}

/** `i-s:` or `i)`: letters switch on, those behind a hyphen off; the hyphen needs one letter. */
function parseFlags(cursor: Cursor, start: number, outer: Flags): Opening {
  const on = takeFlags(cursor);
  const off = cursor.takeIf("-") ? takeFlags(cursor) : undefined;
  const end = off?.length === 0 ? undefined : endOf(cursor.peek());
  cursor.take();
  if (end === undefined) throw invalid(cursor, start);
  return { kind: end, flags: switchFlags(switchFlags(outer, on, true), off ?? [], false) };
}

function switchFlags(flags: Flags, names: readonly (keyof Flags)[], value: boolean): Flags {
  return { ...flags, ...Object.fromEntries(names.map((name): [string, boolean] => [name, value])) };
}

function takeFlags(cursor: Cursor): (keyof Flags)[] {
  const taken: (keyof Flags)[] = [];
  for (let flag = flagNames.get(cursor.peek()); flag !== undefined; flag = flagNames.get(cursor.peek())) {
    taken.push(flag);
    cursor.take();
  }
  return taken;
}

function endOf(byte: string): "plain" | "flags" | undefined {
  if (byte === ":") return "plain";
  return byte === ")" ? "flags" : undefined;
}

function invalid(cursor: Cursor, start: number): Error {
  return cursor.error("Invalid perl operator", start, hints.get(cursor.bytes[start + 2] ?? "") ?? general);
}
