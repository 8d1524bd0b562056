import { type ByteSet, byteSetOf, foldBytes, negateBytes } from "./byte-set.ts";
import { generalCategories, scripts } from "./unicode-names.ts";

/** Perl's classes (RE2 syntax, "Perl character classes"): ASCII only. */
const perl: ReadonlyMap<string, RegExp> = new Map([
  ["d", /[0-9]/],
  ["s", /[\t\n\f\r ]/],
  ["w", /[0-9A-Za-z_]/],
]);

/** POSIX's classes (RE2 syntax, "ASCII character classes"). */
const posix: ReadonlyMap<string, RegExp> = new Map([
  ["alnum", /[0-9A-Za-z]/],
  ["alpha", /[A-Za-z]/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the class of all ASCII characters
  ["ascii", /[\x00-\x7f]/],
  ["blank", /[\t ]/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the class of control characters
  ["cntrl", /[\x00-\x1f\x7f]/],
  ["digit", /[0-9]/],
  ["graph", /[!-~]/],
  ["lower", /[a-z]/],
  ["print", /[ -~]/],
  ["punct", /[!-/:-@[-`{-~]/],
  ["space", /[\t\n\v\f\r ]/],
  ["upper", /[A-Z]/],
  ["word", /[0-9A-Za-z_]/],
  ["xdigit", /[0-9A-Fa-f]/],
]);

/** Characters beyond Latin-1 that fold to one within, by that one. */
const foldsFromBeyond: ReadonlyMap<number, readonly string[]> = new Map([
  [0x4b, ["\u212a"]],
  [0x6b, ["\u212a"]],
  [0x53, ["\u017f"]],
  [0x73, ["\u017f"]],
  [0xb5, ["\u039c", "\u03bc"]],
  [0xc5, ["\u212b"]],
  [0xdf, ["\u1e9e"]],
  [0xe5, ["\u212b"]],
  [0xff, ["\u0178"]],
]);

/** `\d`, `\S`, …: the letter, in upper case for the opposite. `undefined`: there is no such class. */
export function perlSet(letter: string, folds: boolean): ByteSet | undefined {
  const lower = letter.toLowerCase();
  return signed(perl.get(lower), { folds, isNegative: letter !== lower });
}

/** `alpha`, `^alpha`, …, without the brackets and colons. `undefined`: there is no such class. */
export function posixSet(name: string, folds: boolean): ByteSet | undefined {
  const isNegative = name.startsWith("^");
  return signed(posix.get(isNegative ? name.slice(1) : name), { folds, isNegative });
}

/** A general category or script by RE2's name (`L`, `Greek`, `Any`), as far as it lies in Latin-1. `undefined`: there is none. */
export function unicodeSet(name: string, folds: boolean): ByteSet | undefined {
  const members = unicodeMembers(name);
  if (members === undefined) return undefined;
  const set = byteSetOf((byte) => members.test(String.fromCharCode(byte)));
  if (!folds) return set;
  const folded = foldBytes(set);
  return byteSetOf((byte) => folded[byte] === 1 || (foldsFromBeyond.get(byte) ?? []).some((character) => members.test(character)));
}

function unicodeMembers(name: string): RegExp | undefined {
  if (name === "Any") return /./su;
  if (generalCategories.has(name)) return new RegExp(`\\p{General_Category=${name}}`, "u");
  return scripts.has(name) ? new RegExp(`\\p{Script=${name}}`, "u") : undefined;
}

function signed(members: RegExp | undefined, { folds, isNegative }: { folds: boolean; isNegative: boolean }): ByteSet | undefined {
  if (members === undefined) return undefined;
  const plain = byteSetOf((byte) => members.test(String.fromCharCode(byte)));
  const set = folds ? foldBytes(plain) : plain;
  return isNegative ? negateBytes(set) : set;
}
