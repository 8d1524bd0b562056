import { type ByteSet, byteRange, byteSetOf, negateBytes, uniteBytes } from "./byte-set.ts";
import type { Cursor } from "./cursor.ts";
import { perlSet, posixSet, unicodeSet } from "./named-set.ts";
import { parseEscape } from "./parse-escape.ts";

const noBytes = byteSetOf(() => false);
const badRange = "Invalid character class range";

/** Reads `[…]`; the cursor stands on the bracket. */
export function parseClass(cursor: Cursor, folds: boolean): ByteSet {
  const start = cursor.at;
  cursor.take();
  const isNegative = cursor.takeIf("^");
  let set = noBytes;
  for (let isFirst = true; isFirst || cursor.peek() !== "]"; isFirst = false) {
    if (cursor.isDone) throw unclosed(cursor, start);
    set = uniteBytes(set, parsePosix(cursor, folds) ?? parseSet(cursor, folds) ?? parseRange(cursor, start, folds));
  }
  cursor.take();
  return isNegative ? negateBytes(set) : set;
}

/** Reads `\d`, `\pL`, `\P{Greek}` and the like; `undefined`, and nothing read, when something else stands here. */
export function parseSet(cursor: Cursor, folds: boolean): ByteSet | undefined {
  if (cursor.peek() !== "\\") return undefined;
  const letter = cursor.peek(1);
  if (letter === "p" || letter === "P") return parseUnicode(cursor, folds);
  const set = /[dswDSW]/.test(letter) ? perlSet(letter, folds) : undefined;
  if (set !== undefined) cursor.at += 2;
  return set;
}

function parsePosix(cursor: Cursor, folds: boolean): ByteSet | undefined {
  if (!cursor.sees("[:")) return undefined;
  const start = cursor.at;
  const end = cursor.bytes.indexOf(":]", start + 2);
  if (end < 0) return undefined;
  cursor.at = end + 2;
  const set = posixSet(cursor.bytes.slice(start + 2, end), folds);
  if (set !== undefined) return set;
  throw cursor.error(badRange, start, "Known are alnum, alpha, ascii, blank, cntrl, digit, graph, lower, print, punct, space, upper, word and xdigit");
}

function parseUnicode(cursor: Cursor, folds: boolean): ByteSet {
  const start = cursor.at;
  cursor.take();
  let isNegative = cursor.take() === "P";
  let name = cursor.take();
  if (name === "{") {
    const end = cursor.bytes.indexOf("}", cursor.at);
    if (end < 0) throw cursor.errorToEnd(badRange, start, "A Unicode class is written \\pN or \\p{Name}");
    name = cursor.bytes.slice(cursor.at, end);
    cursor.at = end + 1;
  }
  if (name.startsWith("^")) {
    isNegative = !isNegative;
    name = name.slice(1);
  }
  const set = unicodeSet(name, folds);
  if (set === undefined) throw cursor.error(badRange, start, "Known are general categories such as L or Nd and scripts such as Greek, written as Unicode does");
  return isNegative ? negateBytes(set) : set;
}

function parseRange(cursor: Cursor, classStart: number, folds: boolean): ByteSet {
  const start = cursor.at;
  const low = parseByte(cursor, classStart);
  let high = low;
  if (cursor.peek() === "-" && cursor.peek(1) !== "]" && cursor.peek(1) !== "") {
    cursor.take();
    high = parseByte(cursor, classStart);
  }
  if (high < low) throw cursor.error(badRange, start, "The end of a range is not before its start; a hyphen itself stands first or last");
  return byteRange(low, high, folds);
}

function parseByte(cursor: Cursor, classStart: number): number {
  if (cursor.isDone) throw unclosed(cursor, classStart);
  return cursor.peek() === "\\" ? parseEscape(cursor) : cursor.take().charCodeAt(0);
}

function unclosed(cursor: Cursor, start: number): Error {
  return cursor.errorToEnd("Missing ]", start, "Close the class, or write \\[ for the bracket itself");
}
