import type { Cursor } from "./cursor.ts";

const named: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);

const hints: ReadonlyMap<string, string> = new Map([
  ["Z", "RE2 has \\z for the end of the text"],
  ["G", "RE2 has no \\G"],
  ["K", "RE2 has no \\K"],
  ["X", "RE2 has no \\X"],
  ["R", "Write the line ends out: (?:\\r\\n|\\n|\\r)"],
  ["h", "Write the characters out: [\\t ]"],
  ["u", "Write the character itself, or its bytes as \\xHH"],
  ["k", "RE2 has no backreferences"],
  ["g", "RE2 has no backreferences"],
  ["b", "In a class, write a backspace as \\x08"],
  ["E", "\\E needs a \\Q before it"],
]);

const general = "Escaped may be punctuation, \\a \\f \\n \\r \\t \\v, \\xHH, \\x{HH}, octal \\NNN and the classes \\d \\s \\w \\pN";

/** Reads an escape sequence that stands for one byte; the cursor stands on the backslash. */
export function parseEscape(cursor: Cursor): number {
  const start = cursor.at;
  cursor.take();
  if (cursor.isDone) throw cursor.error("Trailing \\", start, "A backslash needs a character behind it; write \\\\ for the backslash itself");
  const letter = cursor.take();
  const byte = named.get(letter) ?? punctuation(letter) ?? numbered(letter, cursor);
  if (byte !== undefined) return byte;
  throw cursor.error("Invalid escape sequence", start, hintFor(letter));
}

function hintFor(letter: string): string {
  if (/[1-9]/.test(letter)) return "RE2 has no backreferences; an octal escape has two digits at least and ends at \\377";
  if (letter === "x") return "Write two hexadecimal digits, \\x7F, or \\x{7F}; Envoy matches bytes, so the largest is \\x{FF}";
  return hints.get(letter) ?? general;
}

function punctuation(letter: string): number | undefined {
  const byte = letter.charCodeAt(0);
  return byte < 0x80 && !/[0-9A-Za-z]/.test(letter) ? byte : undefined;
}

function numbered(letter: string, cursor: Cursor): number | undefined {
  if (letter === "x") return hexadecimal(cursor);
  if (letter === "0" || (/[1-7]/.test(letter) && /[0-7]/.test(cursor.peek()))) return octal(letter, cursor);
  return undefined;
}

/** Up to three digits. */
function octal(first: string, cursor: Cursor): number | undefined {
  let digits = first;
  while (digits.length < 3 && /[0-7]/.test(cursor.peek())) digits += cursor.take();
  const byte = Number.parseInt(digits, 8);
  return byte > 0xff ? undefined : byte;
}

function hexadecimal(cursor: Cursor): number | undefined {
  const first = cursor.take();
  if (first === "{") return braced(cursor);
  const digits = first + cursor.take();
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}

/** Any number of digits in braces. */
function braced(cursor: Cursor): number | undefined {
  let byte = 0;
  let count = 0;
  for (let digit = cursor.take(); digit !== "}"; digit = cursor.take()) {
    if (!/^[0-9A-Fa-f]$/.test(digit)) return undefined;
    byte = byte * 16 + Number.parseInt(digit, 16);
    count += 1;
    if (byte > 0xff) return undefined;
  }
  return count === 0 ? undefined : byte;
}
