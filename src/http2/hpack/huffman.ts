import { Http2Error, http2Code } from "../frame/http2-error.ts";
import { endOfString, huffmanCodes } from "./huffman-code.ts";

/*
 * Decoding goes four bits at a time through a table with a row of 16 entries for each inner node of the code's tree. No code is shorter than
 * five bits, so an entry yields at most one symbol. An entry: bits 0-8 the next node, bits 9-17 the symbol, then the flags.
 */
const symbolShift = 9;
const hasSymbol = 1 << 18;
const isInvalid = 1 << 19;

interface Tree {
  readonly table: Uint32Array;
  /** True for nodes where a string may end: at most seven bits deep, all of them ones. */
  readonly mayEnd: readonly boolean[];
}

const { table, mayEnd } = makeTree();
const codeOf = new Uint32Array(256);
const bitsOf = new Uint8Array(256);
for (const { symbol, code, bits } of huffmanCodes) {
  if (symbol === endOfString) continue;
  codeOf[symbol] = code;
  bitsOf[symbol] = bits;
}

let scratch = Buffer.allocUnsafe(4096);

/** Decodes `bytes[start..end)` to Latin-1. Throws a COMPRESSION_ERROR on a wrong padding and on the end-of-string symbol. */
export function huffmanDecode(bytes: Uint8Array, start: number, end: number): string {
  // The shortest code has five bits.
  const most = Math.ceil(((end - start) * 8) / 5);
  if (scratch.length < most) scratch = Buffer.allocUnsafe(most);
  const out = scratch;
  let length = 0;
  let node = 0;
  let entry = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    entry = table[(node << 4) | (byte >> 4)] as number;
    if ((entry & hasSymbol) !== 0) out[length++] = (entry >> symbolShift) & 0xff;
    const first = entry;
    entry = table[((entry & 0x1ff) << 4) | (byte & 0xf)] as number;
    if ((entry & hasSymbol) !== 0) out[length++] = (entry >> symbolShift) & 0xff;
    if (((first | entry) & isInvalid) !== 0) throw new Http2Error(http2Code.compressionError, "Huffman code contains the end of string");
    node = entry & 0x1ff;
  }
  if (mayEnd[node] !== true) throw new Http2Error(http2Code.compressionError, "Huffman code is padded with anything but up to seven ones");
  return out.toString("latin1", 0, length);
}

/** Bytes that a Latin-1 text takes. */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index++) bits += bitsOf[text.charCodeAt(index) & 0xff] as number;
  return Math.ceil(bits / 8);
}

/** Encodes a Latin-1 text. */
export function huffmanEncode(text: string): Buffer {
  const out = Buffer.alloc(huffmanLength(text), 0xff);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const symbol = text.charCodeAt(index) & 0xff;
    const code = codeOf[symbol] as number;
    for (let bit = (bitsOf[symbol] as number) - 1; bit >= 0; bit--, at++) {
      if (((code >> bit) & 1) === 0) out[at >> 3] = (out[at >> 3] as number) & ~(0x80 >> (at & 7));
    }
  }
  return out;
}

interface Node {
  readonly index: number;
  readonly depth: number;
  readonly isOnes: boolean;
  readonly children: [Node | number | undefined, Node | number | undefined];
}

function makeTree(): Tree {
  const nodes: Node[] = [];
  const newNode = (depth: number, isOnes: boolean): Node => {
    const node: Node = { index: nodes.length, depth, isOnes, children: [undefined, undefined] };
    nodes.push(node);
    return node;
  };
  const root = newNode(0, true);
  for (const { symbol, code, bits } of huffmanCodes) {
    let node = root;
    for (let bit = bits - 1; bit > 0; bit--) {
      const side = (code >> bit) & 1;
      const child = node.children[side] ?? newNode(node.depth + 1, node.isOnes && side === 1);
      node.children[side] = child;
      node = child as Node;
    }
    node.children[code & 1] = symbol;
  }
  const entries = nodes.flatMap((node) => Array.from({ length: 16 }, (_, nibble) => entryFor(node, nibble, root)));
  return { table: Uint32Array.from(entries), mayEnd: nodes.map(({ depth, isOnes }) => isOnes && depth <= 7) };
}

function entryFor(from: Node, nibble: number, root: Node): number {
  let node = from;
  let flags = 0;
  for (let bit = 3; bit >= 0; bit--) {
    const child = node.children[(nibble >> bit) & 1];
    if (child === endOfString || child === undefined) return isInvalid;
    if (typeof child === "number") flags = hasSymbol | (child << symbolShift);
    node = typeof child === "number" ? root : child;
  }
  return flags | node.index;
}
