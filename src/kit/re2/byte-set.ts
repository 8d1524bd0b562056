/** A set of bytes: 1 at the place of each member. Not changed after it is made. */
export type ByteSet = Uint8Array;

/** How many bytes there are. */
const byteCount = 256;

/** Every byte: what `\C` and, under `(?s)`, the dot match. */
export const anyByte: ByteSet = new Uint8Array(byteCount).fill(1);

/** The bytes that `test` answers true for. */
export function byteSetOf(test: (byte: number) => boolean): ByteSet {
  const set = new Uint8Array(byteCount);
  for (let byte = 0; byte < byteCount; byte += 1) set[byte] = test(byte) ? 1 : 0;
  return set;
}

const singles: readonly (ByteSet | undefined)[][] = [[], []];

/** One byte; with `folds`, the other case of the letter as well. The same set for the same question. */
export function singleByte(byte: number, folds: boolean): ByteSet {
  const known = singles[folds ? 1 : 0] ?? [];
  known[byte] ??= byteRange(byte, byte, folds);
  return known[byte];
}

/** The bytes from `low` to `high`, both included; with `folds`, the other case of its letters as well. */
export function byteRange(low: number, high: number, folds: boolean): ByteSet {
  const set = new Uint8Array(byteCount).fill(1, low, high + 1);
  return folds ? foldBytes(set) : set;
}

/** Members of either set. */
export function uniteBytes(left: ByteSet, right: ByteSet): ByteSet {
  return byteSetOf((byte) => left[byte] === 1 || right[byte] === 1);
}

/** Bytes that are no members. */
export function negateBytes(set: ByteSet): ByteSet {
  return byteSetOf((byte) => set[byte] !== 1);
}

/** The set with the other case of each of its letters. */
export function foldBytes(set: ByteSet): ByteSet {
  return byteSetOf((byte) => set[byte] === 1 || set[otherCase(byte)] === 1);
}

/** First and last byte of each run of members, in order. */
export function byteRuns(set: ByteSet): [number, number][] {
  const runs: [number, number][] = [];
  for (let byte = 0; byte < byteCount; byte += 1) {
    const last = runs.at(-1);
    if (set[byte] !== 1) continue;
    if (last !== undefined && last[1] === byte - 1) last[1] = byte;
    else runs.push([byte, byte]);
  }
  return runs;
}

/**
 * The letter's other case within Latin-1 (Unicode's simple folding): ASCII, and À–Þ with à–þ except × and ÷. The byte itself
 * when it has none, or one beyond Latin-1 (µ, ÿ, ß).
 */
export function otherCase(byte: number): number {
  const upper = byte & ~0x20;
  const isLetter = (upper >= 0x41 && upper <= 0x5a) || (upper >= 0xc0 && upper <= 0xde && upper !== 0xd7);
  return isLetter && byte !== 0xd7 && byte !== 0xf7 ? byte ^ 0x20 : byte;
}
