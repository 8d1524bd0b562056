const alphabet = /^[A-Za-z0-9_-]*$/u;
/** Bits of the last character that stand for nothing, by the length's remainder: of two characters 4, of three 2. */
const unusedBits: Readonly<Record<number, number>> = { 2: 0x0f, 3: 0x03 };

/**
 * Decodes base64url without padding (RFC 7515 §2), and nothing else: no other character, no impossible length, no bits behind the last byte. So
 * equal bytes have one text, and a token cannot be written in a second way. Undefined for anything else.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const rest = text.length % 4;
  if (rest === 1 || !alphabet.test(text)) return undefined;
  const unused = unusedBits[rest];
  if (unused !== undefined && (valueOfDigit(text.charCodeAt(text.length - 1)) & unused) !== 0) return undefined;
  return Buffer.from(text, "base64url");
}

function valueOfDigit(code: number): number {
  if (code >= 97) return code - 71;
  if (code === 95) return 63;
  if (code >= 65) return code - 65;
  return code === 45 ? 62 : code + 4;
}
