import { type CelFunc, CelScalar, celFunc, celList, celMethod, listType } from "@bufbuild/cel";

const { BOOL, DOUBLE, INT, STRING } = CelScalar;
const limits = { least: -(2n ** 63n), most: 2n ** 63n - 1n };
/** What a caller sends is taken apart into so many pieces at most: macros go through all of them. */
const mostPieces = 256;

/**
 * Functions of the library that do not do what the specification says in every case, done exactly here; and those of the strings extension that
 * we have. Where an exact answer is not to be had, there is none: the expression has no value then.
 */
export const exactFunctions: CelFunc[] = [
  celFunc("_<_", [STRING, STRING], BOOL, (left, right) => compareText(left, right) < 0),
  celFunc("_<=_", [STRING, STRING], BOOL, (left, right) => compareText(left, right) <= 0),
  celFunc("_>_", [STRING, STRING], BOOL, (left, right) => compareText(left, right) > 0),
  celFunc("_>=_", [STRING, STRING], BOOL, (left, right) => compareText(left, right) >= 0),
  celFunc("_<_", [INT, DOUBLE], BOOL, (left, right) => left < right),
  celFunc("_<=_", [INT, DOUBLE], BOOL, (left, right) => left <= right),
  celFunc("_>_", [INT, DOUBLE], BOOL, (left, right) => left > right),
  celFunc("_>=_", [INT, DOUBLE], BOOL, (left, right) => left >= right),
  celFunc("_<_", [DOUBLE, INT], BOOL, (left, right) => left < right),
  celFunc("_<=_", [DOUBLE, INT], BOOL, (left, right) => left <= right),
  celFunc("_>_", [DOUBLE, INT], BOOL, (left, right) => left > right),
  celFunc("_>=_", [DOUBLE, INT], BOOL, (left, right) => left >= right),
  celFunc("int", [STRING], INT, toInt),
  celFunc("double", [STRING], DOUBLE, (text) => {
    throw new Error(`Text ${JSON.stringify(text)} is not turned into a double here`);
  }),
  celFunc("string", [DOUBLE], STRING, wholeText),
  celMethod("lowerAscii", STRING, [], STRING, function () {
    return this.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
  }),
  celMethod("upperAscii", STRING, [], STRING, function () {
    return this.replaceAll(/[a-z]+/gu, (letters) => letters.toUpperCase());
  }),
  celMethod("trim", STRING, [], STRING, function () {
    return trimmed(this);
  }),
  celMethod("split", STRING, [STRING], listType(STRING), function (separator) {
    const pieces = separator === "" ? Array.from(this) : this.split(separator, mostPieces + 1);
    if (pieces.length > mostPieces) throw new Error(`Text has more than ${mostPieces} pieces`);
    return celList(pieces);
  }),
];

const space = /^\p{White_Space}$/u;

/** Character by character: an expression that looks for spaces at the end begins anew at each space of a text, whoever wrote that. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && space.test(text[start] ?? "")) start += 1;
  while (end > start && space.test(text[end - 1] ?? "")) end -= 1;
  return text.slice(start, end);
}

/** By code points; JavaScript's own order is that of UTF-16 units. */
function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function toInt(text: string): bigint {
  const value = /^-?\d{1,19}$/u.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value < limits.least || value > limits.most) throw new Error(`Text ${JSON.stringify(text.slice(0, 32))} is not an int`);
  return value;
}

/** Numbers of claims are doubles, and ids among them are whole. */
function wholeText(number: number): string {
  if (!Number.isSafeInteger(number)) throw new Error(`Number ${number} is not turned into a text here`);
  return String(number);
}
