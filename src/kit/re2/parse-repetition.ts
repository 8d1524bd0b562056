import type { Cursor } from "./cursor.ts";

/** Bounds of a repetition; `max` is infinite in `{2,}`. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Most copies of a thing, repetitions in repetitions multiplied. */
export const mostCopies = 1000;

const simple: ReadonlyMap<string, Bounds> = new Map([
  ["*", { min: 0, max: Number.POSITIVE_INFINITY }],
  ["+", { min: 1, max: Number.POSITIVE_INFINITY }],
  ["?", { min: 0, max: 1 }],
]);

const braces = /\{(?<min>0|[1-9]\d*)(?:(?<comma>,)(?<max>0|[1-9]\d*)?)?\}/y;

/** Takes `*`, `+`, `?` or `{n,m}`; `undefined`, and nothing taken, when none stands here (`{` alone is a plain character). */
export function takeRepetition(cursor: Cursor): Bounds | undefined {
  const bounds = simple.get(cursor.peek());
  if (bounds !== undefined) {
    cursor.take();
    return bounds;
  }
  return cursor.peek() === "{" ? takeBraces(cursor) : undefined;
}

function takeBraces(cursor: Cursor): Bounds | undefined {
  braces.lastIndex = cursor.at;
  const found = braces.exec(cursor.bytes);
  const { min, comma, max } = found?.groups ?? {};
  // Numbers that long are no repetition to RE2, but plain characters.
  if (found === null || isEndless(min) || isEndless(max)) return undefined;
  cursor.at += found[0].length;
  const least = Number(min);
  if (comma === undefined) return { min: least, max: least };
  return { min: least, max: max === undefined ? Number.POSITIVE_INFINITY : Number(max) };
}

function isEndless(digits: string | undefined): boolean {
  return digits !== undefined && digits.length > 9;
}
