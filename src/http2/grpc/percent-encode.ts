/**
 * A text as the header `grpc-message` carries it: UTF-8, with everything outside of visible ASCII, and the percent sign, as `%XX`.
 * Source: grpc/grpc, doc/PROTOCOL-HTTP2.md.
 */
export function percentEncode(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/u.test(text)) return text;
  let encoded = "";
  for (const byte of Buffer.from(text)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
