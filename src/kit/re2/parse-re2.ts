import { anyByte, negateBytes, singleByte } from "./byte-set.ts";
import { Cursor } from "./cursor.ts";
import { GroupStack } from "./group-stack.ts";
import { parseClass, parseSet } from "./parse-class.ts";
import { parseEscape } from "./parse-escape.ts";
import { parseOpening } from "./parse-group.ts";
import { type Bounds, mostCopies, takeRepetition } from "./parse-repetition.ts";
import type { Assertion, Re2Node } from "./re2-node.ts";

/** Groups in groups; RE2 has no such limit, but nobody writes this and every later step may recurse. */
const deepest = 1000;

const noNewline = negateBytes(singleByte(10, false));
const escapedAssertions: ReadonlyMap<string, Assertion> = new Map([
  ["A", "begin-text"],
  ["z", "end-text"],
  ["b", "word-boundary"],
  ["B", "no-word-boundary"],
]);

/** Parses a pattern, given as bytes, as RE2 does with its default options in Latin-1 mode. Throws a Re2SyntaxError. */
export function parseRe2(bytes: string): Re2Node {
  const cursor = new Cursor(bytes);
  const stack = new GroupStack();
  /** Where the repetition operator just before began; two in a row are an error. */
  let operator: number | undefined;
  while (!cursor.isDone) {
    const start = cursor.at;
    const bounds = takeRepetition(cursor);
    if (bounds === undefined) {
      operator = undefined;
      parseItem(cursor, stack);
    } else {
      pushRepetition({ cursor, stack, bounds, start, previous: operator });
      operator = start;
    }
  }
  if (stack.depth > 0) throw cursor.error("Missing )", 0, "Close the group, or write \\( for the parenthesis itself");
  return stack.finish();
}

interface RepetitionSource {
  readonly cursor: Cursor;
  readonly stack: GroupStack;
  readonly bounds: Bounds;
  readonly start: number;
  readonly previous: number | undefined;
}

function pushRepetition({ cursor, stack, bounds, start, previous }: RepetitionSource): void {
  const isLazy = cursor.takeIf("?");
  if (previous !== undefined) {
    throw cursor.error("Bad repetition operator", previous, "Two repetition operators in a row have no meaning; put the first with its thing into (?:…)");
  }
  const isBraces = cursor.bytes[start] === "{";
  if (isBraces && hasBadSize(bounds)) throw cursor.error("Invalid repetition size", start, sizeHint);
  const isGreedy = isLazy === stack.flags.swapsGreed;
  if (!stack.repeatLast(bounds, isGreedy, isBraces)) {
    throw cursor.error("No argument for repetition operator", start, `Write \\${cursor.bytes[start] ?? ""} for the character itself`);
  }
  if (isBraces && stack.copiesOfLast > mostCopies && (bounds.min >= 2 || bounds.max >= 2)) {
    throw cursor.error("Invalid repetition size", start, sizeHint);
  }
}

const sizeHint = `At most ${String(mostCopies)} copies, repetitions in repetitions multiplied, and the larger number last`;

function hasBadSize({ min, max }: Bounds): boolean {
  return min > mostCopies || (max !== Number.POSITIVE_INFINITY && (max > mostCopies || max < min));
}

function parseItem(cursor: Cursor, stack: GroupStack): void {
  switch (cursor.peek()) {
    case "(":
      parseParenthesis(cursor, stack);
      break;
    case ")":
      parseClosing(cursor, stack);
      break;
    case "|":
      cursor.take();
      stack.nextChoice();
      break;
    case "\\":
      parseBackslash(cursor, stack);
      break;
    default:
      stack.push(parseSingle(cursor, stack));
  }
}

function parseParenthesis(cursor: Cursor, stack: GroupStack): void {
  const start = cursor.at;
  const opening = parseOpening(cursor, stack.flags);
  if (opening.kind === "flags") {
    stack.flags = opening.flags;
    return;
  }
  if (stack.depth >= deepest) throw cursor.error("Too many groups in groups", start, `At most ${String(deepest)} are taken`);
  stack.open(opening.kind === "capture");
  if (opening.kind === "plain") stack.flags = opening.flags;
}

function parseClosing(cursor: Cursor, stack: GroupStack): void {
  const start = cursor.at;
  cursor.take();
  if (stack.depth === 0) throw cursor.error("Unexpected )", start, "Open the group, or write \\) for the parenthesis itself");
  stack.close();
}

function parseSingle(cursor: Cursor, { flags }: GroupStack): Re2Node {
  const byte = cursor.peek();
  if (byte === "[") return { kind: "bytes", set: parseClass(cursor, flags.folds) };
  cursor.take();
  if (byte === "^") return { kind: "assert", what: flags.multiLine ? "begin-line" : "begin-text" };
  if (byte === "$") return { kind: "assert", what: flags.multiLine ? "end-line" : "end-text" };
  if (byte === ".") return { kind: "bytes", set: flags.dotAll ? anyByte : noNewline };
  return literal(byte.charCodeAt(0), flags.folds);
}

function parseBackslash(cursor: Cursor, stack: GroupStack): void {
  if (cursor.takeIf("\\Q")) pushQuoted(cursor, stack);
  else stack.push(parseEscaped(cursor, stack.flags.folds));
}

function parseEscaped(cursor: Cursor, folds: boolean): Re2Node {
  const what = escapedAssertions.get(cursor.peek(1));
  if (what !== undefined) {
    cursor.at += 2;
    return { kind: "assert", what };
  }
  if (cursor.takeIf("\\C")) return { kind: "bytes", set: anyByte };
  const set = parseSet(cursor, folds);
  return set === undefined ? literal(parseEscape(cursor), folds) : { kind: "bytes", set };
}

/** `\Q…\E`: each byte stands for itself; without `\E` up to the end. */
function pushQuoted(cursor: Cursor, stack: GroupStack): void {
  while (!cursor.isDone && !cursor.takeIf("\\E")) stack.push(literal(cursor.take().charCodeAt(0), stack.flags.folds));
}

function literal(byte: number, folds: boolean): Re2Node {
  return { kind: "bytes", set: singleByte(byte, folds) };
}
