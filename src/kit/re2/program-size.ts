import { type ByteSet, byteRuns, otherCase } from "./byte-set.ts";
import type { Re2Node } from "./re2-node.ts";

/** Instructions of every program: fail, match and what finds the start. */
const frame = 5;

/**
 * Size of the program that RE2 makes of an expression, which Envoy limits. RE2 merges and shares more than is counted here,
 * so this is never less than the real size, and mostly equal to it.
 */
export function programSize(node: Re2Node): number {
  return frame + sizeOf(node);
}

function sizeOf(node: Re2Node): number {
  switch (node.kind) {
    case "bytes":
      return sizeOfSet(node.set);
    case "empty":
    case "assert":
      return 1;
    case "group":
      return sizeOf(node.node) + 2;
    case "sequence":
    case "choice":
      return node.nodes.reduce((size, part) => size + sizeOf(part), 0);
    case "repeat":
      return sizeOfRepeat(node);
  }
}

const sizes = new WeakMap<ByteSet, number>();

function sizeOfSet(set: ByteSet): number {
  const known = sizes.get(set) ?? countRuns(set);
  sizes.set(set, known);
  return known;
}

/** One instruction a run; a run of upper-case letters is part of its lower-case one when all letters are in both cases. */
function countRuns(set: ByteSet): number {
  const runs = byteRuns(set);
  const foldsAscii = Array.from({ length: 26 }, (_, letter) => 0x41 + letter).every((byte) => set[byte] === set[otherCase(byte)]);
  const counted = foldsAscii ? runs.filter(([low, high]) => low < 0x41 || high > 0x5a) : runs;
  return Math.max(1, counted.length);
}

function sizeOfRepeat({ node, min, max }: Extract<Re2Node, { kind: "repeat" }>): number {
  // Asking twice at one place is asking once.
  const most = node.kind === "assert" || node.kind === "empty" ? 1 : Number.POSITIVE_INFINITY;
  const size = sizeOf(node);
  const least = Math.min(min, most);
  if (max === Number.POSITIVE_INFINITY && min === 0) return size + (isNullable(node) ? 3 : 1);
  if (max === Number.POSITIVE_INFINITY) return least * size + 3;
  const last = Math.min(max, most);
  return last * size + Math.max(0, last - least);
}

/** True when the expression can match nothing at all. */
function isNullable(node: Re2Node): boolean {
  switch (node.kind) {
    case "bytes":
      return false;
    case "empty":
    case "assert":
      return true;
    case "group":
      return isNullable(node.node);
    case "sequence":
      return node.nodes.every(isNullable);
    case "choice":
      return node.nodes.some(isNullable);
    case "repeat":
      return node.min === 0 || isNullable(node.node);
  }
}
