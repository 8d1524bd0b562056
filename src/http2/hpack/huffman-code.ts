/** The symbol that ends nothing: it must not occur, its first bits pad the last byte. */
export const endOfString = 256;

/**
 * Symbols by the length of their code, in bits. The code is canonical: within a length codes count up in the order of the symbols, and
 * each length goes on where the one before stopped. Source: RFC 7541, appendix B.
 */
const symbolsByLength: readonly (readonly [bits: number, symbols: readonly number[]])[] = [
  [5, [48, 49, 50, 97, 99, 101, 105, 111, 115, 116]],
  [6, [32, 37, 45, 46, 47, 51, 52, 53, 54, 55, 56, 57, 61, 65, 95, 98, 100, 102, 103, 104, 108, 109, 110, 112, 114, 117]],
  [7, [58, ...range(66, 87), 89, 106, 107, 113, 118, 119, 120, 121, 122]],
  [8, [38, 42, 44, 59, 88, 90]],
  [10, [33, 34, 40, 41, 63]],
  [11, [39, 43, 124]],
  [12, [35, 62]],
  [13, [0, 36, 64, 91, 93, 126]],
  [14, [94, 125]],
  [15, [60, 96, 123]],
  [19, [92, 195, 208]],
  [20, [128, 130, 131, 162, 184, 194, 224, 226]],
  [21, [153, 161, 167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230]],
  [22, [129, 132, 133, 134, 136, 146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198, 228, 232, 233]],
  [23, [1, 135, ...range(137, 141), 143, 147, ...range(149, 152), 155, 157, 158, 165, 166, 168, 174, 175, 180, 182, 183, 188, 191, 197, 231, 239]],
  [24, [9, 142, 144, 145, 148, 159, 171, 206, 215, 225, 236, 237]],
  [25, [199, 207, 234, 235]],
  [26, [192, 193, ...range(200, 202), 205, 210, 213, 218, 219, 238, 240, 242, 243, 255]],
  [27, [203, 204, 211, 212, 214, ...range(221, 223), 241, ...range(244, 248), ...range(250, 254)]],
  [28, [...range(2, 8), 11, 12, ...range(14, 21), ...range(23, 31), 127, 220, 249]],
  [30, [10, 13, 22, endOfString]],
];

/** The code of one symbol: the low `bits` bits of `code`, the highest first. */
export interface HuffmanCode {
  readonly symbol: number;
  readonly code: number;
  readonly bits: number;
}

/** All 257 codes, the shortest first. */
export const huffmanCodes: readonly HuffmanCode[] = makeCodes();

function makeCodes(): HuffmanCode[] {
  const codes: HuffmanCode[] = [];
  let next = 0;
  let length = 0;
  for (const [bits, symbols] of symbolsByLength) {
    next <<= bits - length;
    length = bits;
    for (const symbol of symbols) {
      codes.push({ symbol, code: next, bits });
      next += 1;
    }
  }
  return codes;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
